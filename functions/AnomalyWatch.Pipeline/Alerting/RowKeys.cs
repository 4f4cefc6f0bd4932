using System.Globalization;
using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// Where rows stand in Table Storage: a table per month, so that old ones are dropped whole, and in it the newest first (the log tail
/// pattern: inverted ticks, padded). Keys hold letters, digits, <c>|</c>, <c>_</c>, <c>-</c> and <c>.</c> only; the characters that keys must not
/// hold (/ \ # ? and controls) occur in names from outside.
/// </summary>
internal static class RowKeys
{
    /// <summary>The beginning of the names of the tables of incidents.</summary>
    public const string Incidents = "incidents";

    /// <summary>The beginning of the names of the tables of anomalies.</summary>
    public const string Anomalies = "anomalies";

    private const int MaxScopeLength = 100;

    /// <summary>The place of an incident: its month, the newest first.</summary>
    public static RowPlace Of(Incident incident) =>
        new(Incidents + Month(incident.FirstSeen), Month(incident.FirstSeen), NewestFirst(incident.FirstSeen, incident.Id));

    /// <summary>The place of an anomaly: its month and cloud account, the newest first. Its id fixes its first window, so it keeps its place.</summary>
    public static RowPlace Of(Anomaly anomaly) => new(
        Anomalies + Month(anomaly.WindowStart),
        $"{Month(anomaly.WindowStart)}|{Scope(FunctionName.Account(anomaly.Function))}",
        NewestFirst(anomaly.WindowStart, anomaly.Id));

    private static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static string NewestFirst(DateTimeOffset time, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.MaxValue.Ticks - time.UtcTicks:D19}|{id}");

    /// <summary>An account's name with everything else than letters, digits, - and . made _. Two that become one share a partition, no more.</summary>
    private static string Scope(string account)
    {
        var scope = new StringBuilder();
        foreach (var character in account.AsSpan(0, Math.Min(account.Length, MaxScopeLength)))
        {
            scope.Append(char.IsAsciiLetterOrDigit(character) || character is '-' or '.' ? character : '_');
        }

        return scope.ToString();
    }
}
