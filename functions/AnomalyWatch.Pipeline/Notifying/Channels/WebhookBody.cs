using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>
/// The body for programs: <c>{"type":"incident.opened","timestamp":...,"data":{the incident},"link":...}</c>. What makes it too long is left out from the
/// end, anomalies first, then functions; <c>data.anomaliesLeftOut</c> and <c>functionsLeftOut</c> say how many.
/// </summary>
internal static class WebhookBody
{
    /// <summary>The most bytes; Standard Webhooks recommends less than 20 KB.</summary>
    public const int MaxBytes = 20_000;

    // Six bytes a unit at worst (escaped), so that these alone always fit.
    private const int ShortText = 600;

    /// <summary>The body to post.</summary>
    public static byte[] Write(Notification notification)
    {
        var whole = notification.Incident;
        if (Fits(notification, whole, 0) is { } json)
        {
            return json;
        }

        if (Longest(whole.Anomalies.Count, kept => Fits(notification, WithAnomalies(whole, kept), 0)) is { } shorter)
        {
            return shorter;
        }

        var bare = WithAnomalies(whole, 0) with
        {
            Key = PlainText.Cut(whole.Key, ShortText),
            Title = PlainText.Cut(whole.Title, ShortText),
            Explanation = PlainText.Cut(whole.Explanation, ShortText),
        };
        return Longest(whole.Functions.Count, kept => Fits(notification, WithFunctions(bare, kept), whole.Functions.Count - kept))
            ?? Write(notification, WithFunctions(bare, 0), whole.Functions.Count);
    }

    private static Incident WithAnomalies(Incident incident, int kept) => incident with
    {
        Anomalies = [.. incident.Anomalies.Take(kept)],
        AnomaliesLeftOut = incident.AnomaliesLeftOut + incident.Anomalies.Count - kept,
    };

    private static Incident WithFunctions(Incident incident, int kept) => incident with { Functions = [.. incident.Functions.Take(kept)] };

    /// <summary>The longest of the tries 0 to <paramref name="count"/> that fits; null where none does. A longer one never fits where a shorter one does not.</summary>
    private static byte[]? Longest(int count, Func<int, byte[]?> attempt)
    {
        byte[]? best = null;
        for (var (low, high) = (0, count); low <= high;)
        {
            var middle = (low + high) / 2;
            if (attempt(middle) is { } json)
            {
                (best, low) = (json, middle + 1);
            }
            else
            {
                high = middle - 1;
            }
        }

        return best;
    }

    private static byte[]? Fits(Notification notification, Incident incident, int functionsLeftOut) =>
        Write(notification, incident, functionsLeftOut) is { Length: <= MaxBytes } json ? json : null;

    private static byte[] Write(Notification notification, Incident incident, int functionsLeftOut)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "incident." + CamelCase.Name(notification.Reason));
            json.WriteString("timestamp", Rfc3339.Format(Happened(notification)));
            json.WritePropertyName("data");
            IncidentJson.Write(json, incident);
            if (functionsLeftOut > 0)
            {
                json.WriteNumber("functionsLeftOut", functionsLeftOut);
            }

            if (notification.Link is { } link)
            {
                json.WriteString("link", link.AbsoluteUri);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>When that happened of which we speak, on the log's clock; not when it is sent, so that attempts send the same bytes while the incident stays the same.</summary>
    private static DateTimeOffset Happened(Notification notification) => (notification.Reason, notification.Incident) switch
    {
        (NotifyReason.Opened, { DetectedAt: var detectedAt }) => detectedAt,
        (NotifyReason.Resolved, { ResolvedAt: { } resolvedAt }) => resolvedAt,
        (_, { LastSeen: var lastSeen }) => lastSeen,
    };
}
