using System.Diagnostics.Metrics;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>What this room counts.</summary>
internal static class ScoringMeters
{
    private static readonly Meter Meter = new("AnomalyWatch");

    /// <summary>Functions seen for the first time.</summary>
    public static readonly Counter<long> Functions = Meter.CreateCounter<long>("anomalywatch.scoring.functions", "{function}");

    /// <summary>Windows judged.</summary>
    public static readonly Counter<long> Windows = Meter.CreateCounter<long>("anomalywatch.scoring.windows", "{window}");

    /// <summary>Windows of which nothing could be said yet.</summary>
    public static readonly Counter<long> NotReady = Meter.CreateCounter<long>("anomalywatch.scoring.not_ready_windows", "{window}");

    /// <summary>Anomalies that began, by <c>kind</c>.</summary>
    public static readonly Counter<long> Anomalies = Meter.CreateCounter<long>("anomalywatch.scoring.anomalies", "{anomaly}");

    /// <summary>Records of calls that had been counted already.</summary>
    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("anomalywatch.scoring.duplicates", "{record}");

    /// <summary>Records that came after their window was closed.</summary>
    public static readonly Counter<long> Late = Meter.CreateCounter<long>("anomalywatch.scoring.late", "{record}");

    /// <summary>Records counted under the overflow function, because a partition watches as many names as it may.</summary>
    public static readonly Counter<long> Overflow = Meter.CreateCounter<long>("anomalywatch.scoring.overflow", "{record}");

    /// <summary>Duplicates that told something new of their call.</summary>
    public static readonly Counter<long> Filled = Meter.CreateCounter<long>("anomalywatch.scoring.filled", "{record}");

    /// <summary>Late records whose window could not be judged again.</summary>
    public static readonly Counter<long> TooLate = Meter.CreateCounter<long>("anomalywatch.scoring.too_late", "{record}");

    /// <summary>Anomalies taken back.</summary>
    public static readonly Counter<long> Withdrawn = Meter.CreateCounter<long>("anomalywatch.scoring.withdrawn", "{anomaly}");

    /// <summary>Invocations of which only the beginning was seen.</summary>
    public static readonly Counter<long> Unfinished = Meter.CreateCounter<long>("anomalywatch.scoring.unfinished", "{invocation}");

    /// <summary>Beginnings for which there was no room.</summary>
    public static readonly Counter<long> StartsLeftOut = Meter.CreateCounter<long>("anomalywatch.scoring.starts_left_out", "{record}");

    /// <summary>Anomalous windows not told because of maintenance.</summary>
    public static readonly Counter<long> Muted = Meter.CreateCounter<long>("anomalywatch.scoring.muted_windows", "{window}");

    /// <summary>Anomalous windows not told because people's answers raised the bar for them.</summary>
    public static readonly Counter<long> Excused = Meter.CreateCounter<long>("anomalywatch.scoring.excused_windows", "{window}");

    /// <summary>Answers of people forgotten for want of room.</summary>
    public static readonly Counter<long> AnswersForgotten = Meter.CreateCounter<long>("anomalywatch.scoring.answers_forgotten", "{answer}");

    /// <summary>Control events that could not be followed.</summary>
    public static readonly Counter<long> ControlsIgnored = Meter.CreateCounter<long>("anomalywatch.scoring.controls_ignored", "{event}");
}
