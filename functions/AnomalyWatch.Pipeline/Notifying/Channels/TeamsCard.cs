using System.Buffers;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>
/// The Adaptive Card of a message, in the envelope of Workflows webhooks. Everything that may hold a name from outside is a TextRun, the
/// one element in which Teams reads no Markdown, no date function and no mention (mentions would need an <c>msteams.entities</c>, and there is none).
/// </summary>
internal static class TeamsCard
{
    /// <summary>The most bytes: Teams counts up to 28,672 but counts more than was sent, so stay well below.</summary>
    public const int MaxBytes = 18 * 1024;

    private const int LongestExplanation = 4000;

    /// <summary>The body to post. The explanation gives way where the whole would be too long.</summary>
    public static byte[] Write(Notification notification)
    {
        for (var length = LongestExplanation; ; length /= 2)
        {
            var json = Write(MessageWords.Of(notification, length), notification);
            if (json.Length <= MaxBytes || length < 100)
            {
                return json;
            }
        }
    }

    private static byte[] Write(MessageWords words, Notification notification)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "message");
            json.WriteStartArray("attachments");
            json.WriteStartObject();
            json.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
            json.WriteNull("contentUrl");
            json.WriteStartObject("content");
            WriteCard(json, words, notification);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteCard(Utf8JsonWriter json, MessageWords words, Notification notification)
    {
        json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        json.WriteString("type", "AdaptiveCard");
        json.WriteString("version", "1.2");
        json.WriteStartArray("body");
        WriteRuns(json, (words.Headline, true));
        foreach (var (label, value) in words.Facts)
        {
            WriteRuns(json, ($"{label}: ", true), (value, false));
        }

        foreach (var line in words.Explanation.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            WriteRuns(json, (line, false));
        }

        json.WriteEndArray();
        if (notification.Link is { } link)
        {
            json.WriteStartArray("actions");
            json.WriteStartObject();
            json.WriteString("type", "Action.OpenUrl");
            json.WriteString("title", "Open the incident");
            json.WriteString("url", link.AbsoluteUri);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("msteams");
        json.WriteString("width", "full");
        json.WriteEndObject();
    }

    private static void WriteRuns(Utf8JsonWriter json, params ReadOnlySpan<(string Text, bool IsBold)> runs)
    {
        json.WriteStartObject();
        json.WriteString("type", "RichTextBlock");
        json.WriteStartArray("inlines");
        foreach (var (text, isBold) in runs)
        {
            json.WriteStartObject();
            json.WriteString("type", "TextRun");
            json.WriteString("text", text);
            if (isBold)
            {
                json.WriteString("weight", "Bolder");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
