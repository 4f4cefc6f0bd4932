using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests;

/// <summary>Values for tests to which most of their content does not matter; change with <c>with</c> what does.</summary>
internal static partial class Some
{
    /// <summary>A moment from which tests count minutes.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>32 hexadecimal digits made from a number.</summary>
    public static string Id(int number) => number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A burst of one minute, heavy enough to be told, which goes on.</summary>
    public static Anomaly Anomaly(int number = 1, int minute = 0, string function = "aws/123456789012/eu-west-1/checkout") => new()
    {
        Id = Id(number),
        Function = function,
        Kind = AnomalyKind.Burst,
        Phase = AnomalyPhase.Began,
        WindowStart = Noon.AddMinutes(minute),
        WindowEnd = Noon.AddMinutes(minute + 1),
        Signal = Signal.Invocations,
        Observed = 5210,
        ExpectedLow = 80,
        ExpectedHigh = 120,
        Score = 12,
        Threshold = 8,
        Weight = 1,
        Confidence = 0.9,
        DetectedAt = Noon.AddMinutes(minute + 2),
        Reasons = [new Reason(Signal.Invocations, 5210, 80, 120, 12)],
    };

    /// <summary>An open incident of given anomalies, or of one.</summary>
    public static Incident Incident(int number = 1, params Anomaly[] anomalies)
    {
        var members = anomalies.Length > 0 ? anomalies : [Anomaly(number)];
        return new Incident
        {
            Id = Id(number),
            Key = "function:" + members[0].Function,
            Status = IncidentStatus.Open,
            Severity = Severity.Medium,
            Confidence = 0.9,
            Kind = "burst",
            Title = "checkout: far more calls than expected",
            Explanation = "checkout was called 5,210 times a minute; 80 to 120 were expected.",
            Functions = [.. members.Select(member => member.Function).Distinct().Order(StringComparer.Ordinal)],
            FirstSeen = members.Min(member => member.WindowStart),
            LastSeen = members.Max(member => member.WindowEnd),
            DetectedAt = members.Min(member => member.DetectedAt),
            Anomalies = members,
        };
    }
}
