using System.Buffers;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>
/// The Block Kit message for Slack. Everything that may hold a name from outside stands in <c>plain_text</c>, in which Slack reads no
/// markup, and is escaped besides; the one <c>mrkdwn</c> text holds our own link and nothing else.
/// </summary>
internal static class SlackMessage
{
    // Block Kit's limits.
    private const int MaxHeader = 150;
    private const int MaxSection = 3000;
    private const int MaxField = 2000;

    /// <summary>The body to post.</summary>
    public static byte[] Write(Notification notification)
    {
        var words = MessageWords.Of(notification, MaxSection);
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("text", SlackText.Escape(words.Headline, MaxSection));
            json.WriteBoolean("mrkdwn", false);
            json.WriteBoolean("unfurl_links", false);
            json.WriteBoolean("unfurl_media", false);
            json.WriteStartArray("blocks");
            WriteBlock(json, "header", "plain_text", SlackText.Escape(words.Headline, MaxHeader));
            WriteFacts(json, words);
            if (words.Explanation.Length > 0)
            {
                WriteBlock(json, "section", "plain_text", SlackText.Escape(words.Explanation, MaxSection));
            }

            if (notification.Link is { } link)
            {
                WriteBlock(json, "section", "mrkdwn", $"<{SlackText.Escape(link.AbsoluteUri.Replace("|", "%7C", StringComparison.Ordinal), MaxField)}|Open the incident>");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteFacts(Utf8JsonWriter json, MessageWords words)
    {
        json.WriteStartObject();
        json.WriteString("type", "section");
        json.WriteStartArray("fields");
        foreach (var (label, value) in words.Facts)
        {
            json.WriteStartObject();
            WriteText(json, "plain_text", SlackText.Escape($"{label}\n{value}", MaxField));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBlock(Utf8JsonWriter json, string type, string textType, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartObject("text");
        WriteText(json, textType, text);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string type, string text)
    {
        json.WriteString("type", type);
        json.WriteString("text", text);
        if (type == "plain_text")
        {
            json.WriteBoolean("emoji", false);
        }
    }
}
