namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>Times as OTLP counts them.</summary>
internal static class OtlpTime
{
    private const ulong NanosecondsPerTick = 100;

    /// <summary>Nanoseconds since 1970, cut to 100 ns. Every value is a time: the largest is in the year 2554.</summary>
    public static DateTimeOffset Of(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / NanosecondsPerTick));
}
