using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Lambda's own words for how a call ended and which trace it belongs to, in lines and in platform events alike.</summary>
internal static class LambdaStatus
{
    /// <summary>The outcome. Lines written before 2025 and logs without the field tell none, and a report alone does not mean success.</summary>
    public static Outcome Of(ReadOnlySpan<char> status) => status switch
    {
        "success" => Outcome.Ok,
        "timeout" => Outcome.Timeout,
        "error" or "failure" => Outcome.Error,
        _ => Outcome.Unknown,
    };

    /// <summary>
    /// Whether the start of an instance is told by the report of its call too. Of one that failed before any call the reports say nothing; what is tried
    /// again within a call (<c>Phase: invoke</c>) is the same cold start once more.
    /// </summary>
    public static LambdaSight OfStart(ReadOnlySpan<char> phase, ReadOnlySpan<char> status) =>
        status is "" or "success" || phase is "invoke" ? LambdaSight.ReportedStart : LambdaSight.InstanceStart;

    /// <summary>
    /// The trace of an X-Ray id, alone (<c>1-5e61292c-cc1229a4dfbeae1043928548</c>) or in a header (<c>Root=1-..;Parent=..</c>), in the form of
    /// W3C: the same 32 digits, so that it meets the traces OpenTelemetry tells.
    /// </summary>
    public static RecordId TraceId(ReadOnlySpan<char> xray)
    {
        const string root = "Root=";
        Span<char> digits = stackalloc char[32];
        foreach (var range in xray.Split(';'))
        {
            var part = xray[range];
            var id = part.StartsWith(root, StringComparison.Ordinal) ? part[root.Length..] : part;
            if (id.Length == 35 && id.StartsWith("1-", StringComparison.Ordinal) && id[10] == '-')
            {
                id[2..10].CopyTo(digits);
                id[11..].CopyTo(digits[8..]);
                return RecordId.From(digits);
            }
        }

        return default;
    }
}
