namespace AnomalyWatch.Detection.Callers;

/// <summary>What can be new about a call besides its time.</summary>
public enum CallerTrait : byte
{
    /// <summary>Whether nobody, somebody unnamed or somebody named calls.</summary>
    Naming,

    /// <summary>What set the call off.</summary>
    Trigger,

    /// <summary>The principal.</summary>
    Principal,

    /// <summary>The cloud account that the principal is of.</summary>
    Account,

    /// <summary>The network.</summary>
    Network,

    /// <summary>The country.</summary>
    Country,

    /// <summary>The user agent.</summary>
    Agent,
}
