namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// Something that changes what the first fold does from its place in the log on, so that a replay does the same at the same place. Written by
/// our own door only: a delivery or a body from outside that holds one is refused.
/// </summary>
public sealed record Control
{
    /// <summary>The most anomalies of an incident that an answer carries.</summary>
    public const int MaxAnswered = 50;

    private Control()
    {
    }

    /// <summary>What is asked for.</summary>
    public ControlAction Action { get; private init; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTimeOffset Time { get; private init; }

    /// <summary>SHA-256 of the promoted model.zip, 64 hexadecimal digits in lower case.</summary>
    public string? ModelSha256 { get; private init; }

    /// <summary>The new threshold of windows, see <see cref="Scoring.DetectorOptions.Threshold"/>; null leaves it.</summary>
    public double? Threshold { get; private init; }

    /// <summary>The new threshold of callers, see <see cref="Scoring.DetectorOptions.NoveltyThreshold"/>; null leaves it.</summary>
    public double? NoveltyThreshold { get; private init; }

    /// <summary>The incident that was answered.</summary>
    public string? Incident { get; private init; }

    /// <summary>The answer, in the words of whoever takes it.</summary>
    public string? Answer { get; private init; }

    /// <summary>The anomalies of that incident, the strongest first.</summary>
    public IReadOnlyList<AnsweredAnomaly> Anomalies { get; private init; } = [];

    /// <summary>The prefix of the names of the functions in maintenance; empty for all.</summary>
    public string? Functions { get; private init; }

    /// <summary>Where telemetry was lost, as a function's name stands: <c>other/anomalywatch/azure-logs-3</c>.</summary>
    public string? Place { get; private init; }

    /// <summary>How many events were lost.</summary>
    public long Events { get; private init; }

    /// <summary>Begin of the maintenance, or of the stretch that was lost, UTC.</summary>
    public DateTimeOffset? From { get; private init; }

    /// <summary>End of the maintenance, or of the stretch that was lost, UTC, exclusive.</summary>
    public DateTimeOffset? To { get; private init; }

    /// <summary>Another model scores from here on. Throws <see cref="ArgumentException"/> for anything but a hash.</summary>
    public static Control ModelPromoted(DateTimeOffset time, string sha256)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        return sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
            ? new Control { Action = ControlAction.ModelPromoted, Time = time, ModelSha256 = sha256 }
            : throw new ArgumentException("A model's hash has 64 hexadecimal digits in lower case.", nameof(sha256));
    }

    /// <summary>Other thresholds hold from here on; null leaves one as it is. Whether they are possible is judged where they are applied.</summary>
    public static Control ConfigurationChanged(DateTimeOffset time, double? threshold, double? noveltyThreshold) =>
        new() { Action = ControlAction.ConfigurationChanged, Time = time, Threshold = threshold, NoveltyThreshold = noveltyThreshold };

    /// <summary>
    /// A person answered an incident. Throws <see cref="ArgumentException"/> for texts longer than <see cref="InvocationLimits.ShortText"/>, names longer than
    /// <see cref="InvocationLimits.Function"/> and more than <see cref="MaxAnswered"/> anomalies.
    /// </summary>
    public static Control Feedback(DateTimeOffset time, string incident, string answer, IReadOnlyList<AnsweredAnomaly>? anomalies = null) =>
        incident is { Length: > 0 and <= InvocationLimits.ShortText } && answer is { Length: > 0 and <= InvocationLimits.ShortText }
        && (anomalies is null || (anomalies.Count <= MaxAnswered && anomalies.All(anomaly => anomaly.Function.Length <= InvocationLimits.Function && anomaly.From <= anomaly.To)))
            ? new Control { Action = ControlAction.Feedback, Time = time, Incident = incident, Answer = answer, Anomalies = anomalies is { Count: > 0 } ? anomalies : [] }
            : throw new ArgumentException($"Incident and answer have 1 to {InvocationLimits.ShortText} characters; there are at most {MaxAnswered} anomalies, none of which ends before it begins.");

    /// <summary>Nothing is told of windows of these functions that touch this stretch. Throws <see cref="ArgumentException"/> for one that does not end after it begins.</summary>
    public static Control Maintenance(DateTimeOffset time, string functions, DateTimeOffset from, DateTimeOffset to)
    {
        ArgumentNullException.ThrowIfNull(functions);
        return from < to && functions.Length <= InvocationLimits.Function
            ? new Control { Action = ControlAction.Maintenance, Time = time, Functions = functions, From = from, To = to }
            : throw new ArgumentException($"A maintenance ends after it begins, and its prefix has at most {InvocationLimits.Function} characters.");
    }

    /// <summary>
    /// Telemetry of this stretch was lost. Throws <see cref="ArgumentException"/> for a stretch that ends before it begins, no events, or a place that is none.
    /// </summary>
    public static Control TelemetryLost(DateTimeOffset time, string place, long events, DateTimeOffset from, DateTimeOffset to) =>
        from <= to && events > 0 && place is { Length: > 0 and <= InvocationLimits.Function }
            ? new Control { Action = ControlAction.TelemetryLost, Time = time, Place = place, Events = events, From = from, To = to }
            : throw new ArgumentException("A loss has a place, at least one event, and does not end before it begins.");
}
