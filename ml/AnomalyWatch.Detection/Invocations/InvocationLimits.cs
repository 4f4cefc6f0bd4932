namespace AnomalyWatch.Detection.Invocations;

/// <summary>The bounds of what a record may say. They are far beyond what any cloud sends, and there to keep a stranger's record small.</summary>
public static class InvocationLimits
{
    /// <summary>Longest full function name, in characters.</summary>
    public const int Function = 512;

    /// <summary>Longest principal, agent or detail, in characters; a longer one is cut.</summary>
    public const int LongText = 512;

    /// <summary>Longest error type, version, operation, network or country, in characters; a longer one is cut.</summary>
    public const int ShortText = 128;

    /// <summary>Longest address, in characters; a longer one is cut.</summary>
    public const int Ip = 64;

    /// <summary>Longest duration, billed time and start-up time: 31 days, in milliseconds.</summary>
    public const double DurationMs = 31d * 24 * 60 * 60 * 1000;

    /// <summary>Longest time an aggregate stands for: one day, in milliseconds.</summary>
    public const double SpanMs = 24d * 60 * 60 * 1000;

    /// <summary>Most memory, in MiB.</summary>
    public const double MemoryMb = 1e7;

    /// <summary>Largest request or response, in bytes.</summary>
    public const long Bytes = 1_000_000_000_000_000;

    /// <summary>Most invocations one record stands for.</summary>
    public const long Count = 1_000_000_000;

    /// <summary>First year of a time that is believed: Windows' epoch of 1601 and Unix's of 1970 stand for "no time".</summary>
    public const int FirstYear = 2000;

    /// <summary>Last year of a time that is believed.</summary>
    public const int LastYear = 2100;
}
