namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// How long after a window's end its records may still be on their way, by source. A window is closed only after that. The figures are the
/// providers' documented or usual delays: Azure resource logs 3 to 10 minutes end to end, CloudWatch subscriptions and Google's log
/// router under two minutes, direct senders seconds. CloudEvents may carry what any of them wrote, mostly sent on at once.
/// </summary>
public static class SourceLateness
{
    /// <summary>The longest lateness of any source.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The lateness of a source.</summary>
    public static TimeSpan Of(string source) => source switch
    {
        "azure-monitor" => Longest,
        "aws-cloudwatch" or "gcp-logging" or "cloudevents" => TimeSpan.FromMinutes(2),
        _ => TimeSpan.FromSeconds(30),
    };
}
