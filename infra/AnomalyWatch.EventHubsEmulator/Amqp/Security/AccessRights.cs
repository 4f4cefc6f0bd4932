namespace AnomalyWatch.EventHubsEmulator.Amqp.Security;

/// <summary>What a rule allows.</summary>
[Flags]
public enum AccessRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Sending events.</summary>
    Send = 1,

    /// <summary>Receiving events.</summary>
    Listen = 2,

    /// <summary>Everything, as the service's root rule.</summary>
    Manage = 4 | Send | Listen,
}
