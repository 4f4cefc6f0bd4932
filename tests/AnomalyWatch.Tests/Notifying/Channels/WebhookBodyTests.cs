using System.Text;
using System.Text.Json;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class WebhookBodyTests
{
    private static readonly Incident Resolved = Some.Incident() with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon.AddHours(1) };

    [TestMethod]
    [DataRow(NotifyReason.Opened, "incident.opened", "2026-07-01T12:02:00Z")]
    [DataRow(NotifyReason.Escalated, "incident.escalated", "2026-07-01T12:01:00Z")]
    [DataRow(NotifyReason.Grown, "incident.grown", "2026-07-01T12:01:00Z")]
    [DataRow(NotifyReason.Resolved, "incident.resolved", "2026-07-01T13:00:00Z")]
    public void A_body_is_exactly_this(NotifyReason reason, string type, string timestamp)
    {
        var incident = Encoding.UTF8.GetString(IncidentJson.ToUtf8Bytes(Resolved));
        var expected = $$"""{"type":"{{type}}","timestamp":"{{timestamp}}","data":{{incident}},"link":"https://aw.example/incidents#00000000000000000000000000000001"}""";

        Assert.AreEqual(expected, Encoding.UTF8.GetString(WebhookBody.Write(Some.Notification(Resolved, reason))));
    }

    [TestMethod]
    public void Without_a_page_there_is_no_link() =>
        Assert.DoesNotContain("\"link\"", Encoding.UTF8.GetString(WebhookBody.Write(Some.Notification() with { Link = null })));

    [TestMethod]
    public void As_many_anomalies_as_fit_are_kept_and_the_rest_is_counted()
    {
        var incident = Some.Incident(1, [.. Enumerable.Range(1, 500).Select(number => Some.Anomaly(number, number))]) with { AnomaliesLeftOut = 7 };

        var json = WebhookBody.Write(Some.Notification(incident));

        using var document = JsonDocument.Parse(json);
        var data = IncidentJson.Read(Encoding.UTF8.GetBytes(document.RootElement.GetProperty("data").GetRawText()));
        Assert.IsLessThanOrEqualTo(WebhookBody.MaxBytes, json.Length);
        Assert.IsGreaterThan(WebhookBody.MaxBytes - 1000, json.Length, "One more would have fitted.");
        Assert.AreEqual(507, data.Anomalies.Count + data.AnomaliesLeftOut);
        Assert.AreEqual(incident.Anomalies[0].Id, data.Anomalies[0].Id);
        Assert.AreEqual(incident.Explanation, data.Explanation);
    }

    [TestMethod]
    public void Where_that_is_not_enough_functions_are_left_out_and_counted()
    {
        var json = WebhookBody.Write(Some.Notification(Some.Huge()));

        using var document = JsonDocument.Parse(json);
        var data = IncidentJson.Read(Encoding.UTF8.GetBytes(document.RootElement.GetProperty("data").GetRawText()));
        Assert.IsLessThanOrEqualTo(WebhookBody.MaxBytes, json.Length);
        Assert.AreEqual(500, data.AnomaliesLeftOut);
        Assert.IsGreaterThan(0, data.Functions.Count);
        Assert.AreEqual(300, data.Functions.Count + document.RootElement.GetProperty("functionsLeftOut").GetInt32());
    }
}
