using System.Net;
using System.Text;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Local.Serving.Http;

/// <summary>People's answers: taken, kept, told again.</summary>
[TestClass]
[DoNotParallelize]
public sealed class FeedbackEndpointsTests
{
    private static ServerUnderTest _server = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _server = await ServerUnderTest.StartAsync(ClockMode.Wall);
        await _server.Server.Incidents.SaveAsync(Some.Incident(1), context.CancellationToken);
        await _server.Server.Incidents.SaveAsync(Some.Incident(2), context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _server.DisposeAsync();

    [TestMethod]
    public async Task An_answer_is_kept_with_who_gave_it_and_the_newest_comes_first()
    {
        foreach (var answer in new[] { "noise", "real" })
        {
            using var response = await AnswerAsync(1, $"{{\"answer\":\"{answer}\"}}");
            Assert.AreEqual(HttpStatusCode.Accepted, response.StatusCode);
        }

        var kept = (await _server.GetAsync($"api/incidents/{Some.Id(1)}/feedback", Cancel)).GetProperty("feedback");
        Assert.AreEqual("real,noise", string.Join(',', kept.EnumerateArray().Select(one => one.GetProperty("answer").GetString())));
        Assert.AreEqual("loopback", kept[0].GetProperty("by").GetString());
        var listed = (await _server.GetAsync("api/feedback", Cancel)).GetProperty("feedback");
        Assert.AreEqual(Some.Id(1), listed[0].GetProperty("incident").GetString());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("[]")]
    [DataRow("{\"answer\":\"maybe\"}")]
    [DataRow("{\"answer\":7}")]
    [DataRow("{\"answer\":\"\\ud800\"}")]
    [DataRow("{")]
    public async Task Anything_else_is_refused_with_what_is_taken(string body)
    {
        using var response = await AnswerAsync(2, body);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        StringAssert.StartsWith((await ServerUnderTest.JsonAsync(response, Cancel)).GetProperty("error").GetString()!, "answer: must be");
        Assert.AreEqual(0, (await _server.GetAsync($"api/incidents/{Some.Id(2)}/feedback", Cancel)).GetProperty("feedback").GetArrayLength());
    }

    [TestMethod]
    public async Task A_long_body_is_refused()
    {
        using var response = await AnswerAsync(2, $"{{\"answer\":\"real\",\"x\":\"{new string('x', 2000)}\"}}");
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [TestMethod]
    public async Task An_incident_that_is_not_there_cannot_be_answered()
    {
        using var response = await AnswerAsync(77, "{\"answer\":\"real\"}");
        Assert.AreEqual(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<HttpResponseMessage> AnswerAsync(int incident, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _server.Client.PostAsync(new Uri($"api/incidents/{Some.Id(incident)}/feedback", UriKind.Relative), content, Cancel);
    }
}
