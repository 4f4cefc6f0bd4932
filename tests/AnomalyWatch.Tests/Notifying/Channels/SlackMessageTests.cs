using System.Text;
using System.Text.Json;
using AnomalyWatch.Pipeline.Notifying.Channels;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class SlackMessageTests
{
    [TestMethod]
    public void A_message_is_exactly_this()
    {
        const string Expected =
            """
            {"text":"Medium: checkout: far more calls than expected","mrkdwn":false,"unfurl_links":false,"unfurl_media":false,"blocks":[
            {"type":"header","text":{"type":"plain_text","text":"Medium: checkout: far more calls than expected","emoji":false}},
            {"type":"section","fields":[
            {"type":"plain_text","text":"Severity\nMedium, confidence 90 %","emoji":false},
            {"type":"plain_text","text":"Since\n2026-07-01 12:00 UTC","emoji":false},
            {"type":"plain_text","text":"Function\naws/123456789012/eu-west-1/checkout","emoji":false}]},
            {"type":"section","text":{"type":"plain_text","text":"checkout was called 5,210 times a minute; 80 to 120 were expected.","emoji":false}},
            {"type":"section","text":{"type":"mrkdwn","text":"\u003Chttps://aw.example/incidents#00000000000000000000000000000001|Open the incident\u003E"}}]}
            """;

        Assert.AreEqual(Expected.ReplaceLineEndings(""), Encoding.UTF8.GetString(SlackMessage.Write(Some.Notification())));
    }

    [TestMethod]
    public void Names_from_outside_are_plain_text_without_angle_brackets()
    {
        foreach (var name in Some.HostileNames)
        {
            using var document = JsonDocument.Parse(SlackMessage.Write(Some.Notification(Some.Hostile(name))));
            Assert.IsFalse(document.RootElement.GetProperty("mrkdwn").GetBoolean());
            var texts = Texts(document.RootElement).ToList();
            Assert.AreEqual(
                "<https://aw.example/incidents#00000000000000000000000000000001|Open the incident>",
                Assert.ContainsSingle(texts.Where(text => text.Type == "mrkdwn")).Text);
            Assert.IsTrue(texts.Where(text => text.Type != "mrkdwn").All(text => !text.Text.AsSpan().ContainsAny('<', '>', '\r')), name);
        }
    }

    [TestMethod]
    public void A_mention_is_written_as_text() => Assert.AreEqual("&lt;!channel&gt; &amp;lt;!here&amp;gt;", SlackText.Escape("<!channel> &lt;!here&gt;", 100));

    [TestMethod]
    public void Every_text_is_within_the_limits_of_Slack()
    {
        var flood = Some.Hostile(new string('<', 5000)) with { Functions = [.. Enumerable.Range(0, 100).Select(number => $"other/{number}/{new string('&', 3000)}")] };
        foreach (var incident in Some.HostileNames.Select(Some.Hostile).Append(Some.Huge()).Append(flood))
        {
            using var document = JsonDocument.Parse(SlackMessage.Write(Some.Notification(incident)));
            var blocks = document.RootElement.GetProperty("blocks");
            Assert.IsLessThanOrEqualTo(150, blocks[0].GetProperty("text").GetProperty("text").GetString()!.Length);
            Assert.IsLessThanOrEqualTo(10, blocks[1].GetProperty("fields").GetArrayLength());
            Assert.IsTrue(blocks[1].GetProperty("fields").EnumerateArray().All(field => field.GetProperty("text").GetString()!.Length <= 2000));
            Assert.IsTrue(Texts(document.RootElement).All(text => text.Text.Length is > 0 and <= 3000));
        }
    }

    [TestMethod]
    [DataRow("abc", 3, "abc")]
    [DataRow("abcd", 3, "ab\u2026")]
    [DataRow("a<", 5, "a&lt;")]
    [DataRow("a<b", 5, "a\u2026")]
    [DataRow("\U0001F600\U0001F600", 3, "\U0001F600\u2026")]
    [DataRow("", 3, "")]
    public void Nothing_is_cut_within_an_entity_or_a_character(string text, int length, string expected) =>
        Assert.AreEqual(expected, SlackText.Escape(text, length));

    private static IEnumerable<(string Type, string Text)> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object when element.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String =>
            [(element.TryGetProperty("type", out var type) ? type.GetString()! : "fallback", text.GetString()!), .. element.EnumerateObject().SelectMany(property => Texts(property.Value))],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value)),
        _ => [],
    };
}
