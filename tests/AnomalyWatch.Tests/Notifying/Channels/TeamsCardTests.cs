using System.Text;
using System.Text.Json;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class TeamsCardTests
{
    [TestMethod]
    public void A_card_is_exactly_this()
    {
        const string Expected =
            """
            {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":{
            "$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.2","body":[
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Medium: checkout: far more calls than expected","weight":"Bolder"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Severity: ","weight":"Bolder"},{"type":"TextRun","text":"Medium, confidence 90 %"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Since: ","weight":"Bolder"},{"type":"TextRun","text":"2026-07-01 12:00 UTC"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Function: ","weight":"Bolder"},{"type":"TextRun","text":"aws/123456789012/eu-west-1/checkout"}]},
            {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"checkout was called 5,210 times a minute; 80 to 120 were expected."}]}],
            "actions":[{"type":"Action.OpenUrl","title":"Open the incident","url":"https://aw.example/incidents#00000000000000000000000000000001"}],
            "msteams":{"width":"full"}}}]}
            """;

        Assert.AreEqual(Expected.ReplaceLineEndings(""), Encoding.UTF8.GetString(TeamsCard.Write(Some.Notification())));
    }

    [TestMethod]
    public void Each_reason_has_its_words()
    {
        var incident = Some.Incident() with { Severity = Severity.High };
        var resolved = incident with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon.AddHours(1) };

        Assert.AreEqual("High: checkout: far more calls than expected", Headline(incident, NotifyReason.Opened));
        Assert.AreEqual("Already over: checkout: far more calls than expected", Headline(resolved, NotifyReason.Opened));
        Assert.AreEqual("Now high: checkout: far more calls than expected", Headline(incident, NotifyReason.Escalated));
        Assert.AreEqual("Now 1 function: checkout: far more calls than expected", Headline(incident, NotifyReason.Grown));
        Assert.AreEqual("Resolved: checkout: far more calls than expected", Headline(resolved, NotifyReason.Resolved));
        Assert.AreEqual("Joined with another incident: checkout: far more calls than expected", Headline(resolved with { MergedInto = Some.Id(7) }, NotifyReason.Resolved));
    }

    [TestMethod]
    public void A_merged_incident_names_the_other() => Assert.Contains(
        Some.Id(7),
        Encoding.UTF8.GetString(TeamsCard.Write(Some.Notification(Some.Incident() with { Status = IncidentStatus.Resolved, MergedInto = Some.Id(7) }, NotifyReason.Resolved))));

    [TestMethod]
    public void Names_from_outside_stand_in_text_runs_only_and_bring_no_control_marks()
    {
        foreach (var name in Some.HostileNames)
        {
            using var document = JsonDocument.Parse(TeamsCard.Write(Some.Notification(Some.Hostile(name))));
            foreach (var block in Content(document).GetProperty("body").EnumerateArray())
            {
                Assert.AreEqual("RichTextBlock", block.GetProperty("type").GetString());
                foreach (var run in block.GetProperty("inlines").EnumerateArray())
                {
                    Assert.AreEqual("TextRun", run.GetProperty("type").GetString());
                    Assert.IsFalse(run.GetProperty("text").GetString()!.Any(character => char.IsControl(character) || character is '\u202e' or '\u2028' or '\u200b'));
                }
            }

            Assert.AreEqual("""{"width":"full"}""", Content(document).GetProperty("msteams").GetRawText(), "No entities, so no mentions.");
        }
    }

    [TestMethod]
    public void The_largest_incident_keeps_its_facts_and_names_how_many_functions_are_not_listed()
    {
        var json = TeamsCard.Write(Some.Notification(Some.Huge()));

        Assert.IsLessThanOrEqualTo(TeamsCard.MaxBytes, json.Length);
        Assert.Contains("and 292 more", Encoding.UTF8.GetString(json));
        Assert.Contains("Functions (300)", Encoding.UTF8.GetString(json));
    }

    [TestMethod]
    public void Without_a_page_there_is_no_button() =>
        Assert.DoesNotContain("actions", Encoding.UTF8.GetString(TeamsCard.Write(Some.Notification() with { Link = null })));

    private static JsonElement Content(JsonDocument document) => document.RootElement.GetProperty("attachments")[0].GetProperty("content");

    private static string Headline(Incident incident, NotifyReason reason)
    {
        using var document = JsonDocument.Parse(TeamsCard.Write(Some.Notification(incident, reason)));
        return Content(document).GetProperty("body")[0].GetProperty("inlines")[0].GetProperty("text").GetString()!;
    }
}
