using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Local.Demo;

namespace AnomalyWatch.Tests.Local.Demo;

/// <summary>The whole day of the demo, made once for all tests.</summary>
internal static class DemoRecords
{
    /// <summary>The day's source.</summary>
    public static DemoTraffic Traffic { get; } = new();

    /// <summary>Its records, minute after minute.</summary>
    public static List<TelemetryRecord> Day { get; } = [.. Enumerable.Range(0, DemoDay.Minutes).SelectMany(Traffic.Minute)];

    /// <summary>Its invocations.</summary>
    public static IReadOnlyList<Invocation> Calls { get; } = [.. Day.Where(record => record.Change is null).Select(record => record.Invocation)];
}
