using System.Globalization;
using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>What a message to people says, in plain text, before a channel dresses it. Cleaned of control marks, not escaped.</summary>
/// <param name="Headline">Why we speak, then the incident's title; one line.</param>
/// <param name="Facts">Label and value, one line each.</param>
/// <param name="Explanation">Several lines.</param>
internal sealed record MessageWords(string Headline, IReadOnlyList<(string Label, string Value)> Facts, string Explanation)
{
    private const int MaxNamesListed = 8;
    private const int MaxNameLength = 80;
    private const int MaxTitleLength = 150;

    /// <summary>The words of a message, the explanation within <paramref name="maxExplanation"/> UTF-16 units.</summary>
    public static MessageWords Of(Notification notification, int maxExplanation)
    {
        var incident = notification.Incident;
        List<(string, string)> facts =
        [
            ("Severity", string.Create(CultureInfo.InvariantCulture, $"{incident.Severity}, confidence {Math.Round(incident.Confidence * 100):0} %")),
            ("Since", Time(incident.FirstSeen)),
        ];
        if (incident.ResolvedAt is { } resolvedAt)
        {
            facts.Add(("Over since", Time(resolvedAt)));
        }

        facts.Add((incident.Functions.Count == 1 ? "Function" : $"Functions ({incident.Functions.Count})", Names(incident.Functions)));
        if (incident.MergedInto is { } winner)
        {
            facts.Add(("Part of", $"incident {winner}"));
        }

        return new MessageWords(
            PlainText.Name($"{Why(notification)}: {incident.Title}", MaxTitleLength),
            facts,
            Lines(incident.Explanation, maxExplanation));
    }

    private static string Why(Notification notification) => (notification.Reason, notification.Incident) switch
    {
        (_, { MergedInto: not null }) => "Joined with another incident",
        (NotifyReason.Opened, { Status: IncidentStatus.Resolved }) => "Already over",
        (NotifyReason.Opened, { Severity: var severity }) => severity.ToString(),
        (NotifyReason.Escalated, { Severity: var severity }) => $"Now {severity.ToString().ToLowerInvariant()}",
        (NotifyReason.Grown, { Functions.Count: var count }) => string.Create(CultureInfo.InvariantCulture, $"Now {count} function{(count == 1 ? "" : "s")}"),
        _ => "Resolved",
    };

    private static string Names(IReadOnlyList<string> functions)
    {
        var names = string.Join(", ", functions.Take(MaxNamesListed).Select(name => PlainText.Name(name, MaxNameLength)));
        return functions.Count <= MaxNamesListed ? names : $"{names} and {functions.Count - MaxNamesListed} more";
    }

    private static string Lines(string text, int maxLength)
    {
        var lines = text.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => PlainText.Name(line, maxLength));
        return PlainText.Cut(string.Join('\n', lines), maxLength);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
