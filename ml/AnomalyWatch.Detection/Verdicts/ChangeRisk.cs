namespace AnomalyWatch.Detection.Verdicts;

/// <summary>In what way a change bears on security. In JSON: the member's name in camel case.</summary>
public enum ChangeRisk : byte
{
    /// <summary>Anyone may call from now on.</summary>
    PublicAccess,

    /// <summary>How callers are authenticated was changed or switched off.</summary>
    Authentication,

    /// <summary>Logs, audit trails or their export were cut.</summary>
    LoggingOff,

    /// <summary>Code was overwritten.</summary>
    Code,

    /// <summary>Configuration was overwritten.</summary>
    Configuration,

    /// <summary>Keys or credentials were listed or made.</summary>
    Keys,

    /// <summary>Somebody was given a permission or a role.</summary>
    Permission,

    /// <summary>Another source of events leads to a function.</summary>
    EventSource,

    /// <summary>A layer or an extension that runs inside functions was added.</summary>
    Layer,

    /// <summary>Secrets were read one after the other.</summary>
    Secrets,
}
