using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Local.Demo;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Local.Demo;

[TestClass]
public sealed class DemoReceiverTests
{
    private const string Body = """{"type":"incident.opened","timestamp":"2026-07-01T12:00:00Z","data":{"id":"0a","title":"checkout: far more calls than expected"}}""";

    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly List<DemoMessage> _heard = [];

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_signed_message_is_remembered_and_told_once_however_often_it_comes()
    {
        await using var receiver = await StartAsync();
        Assert.AreEqual(HttpStatusCode.NoContent, await PostAsync(receiver, "msg-1", Body));
        Assert.AreEqual(HttpStatusCode.NoContent, await PostAsync(receiver, "msg-1", Body));
        Assert.AreEqual(new DemoMessage("msg-1", "incident.opened", "0a", "checkout: far more calls than expected"), _heard.Single());
        Assert.AreEqual((1, 1, 0), (receiver.Count, receiver.Repeated, receiver.Refused));
        Assert.HasCount(1, receiver.About("0a"));
        Assert.IsEmpty(receiver.About("0b"));
    }

    [TestMethod]
    public async Task A_message_of_another_secret_another_body_or_another_day_is_refused()
    {
        await using var receiver = await StartAsync();
        await using var other = await StartAsync();
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync(receiver, "msg-1", Body, secret: other.Secret));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync(receiver, "msg-1", Body, signedBody: Body + " "));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync(receiver, "msg-1", Body, at: Some.Noon.AddMinutes(-6)));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync(receiver, "", Body));
        Assert.AreEqual((0, 4), (receiver.Count, receiver.Refused));
        Assert.IsEmpty(_heard);
    }

    [TestMethod]
    public async Task A_signed_body_that_is_no_message_is_refused()
    {
        await using var receiver = await StartAsync();
        foreach (var body in new[] { "no json", "[]", """{"type":"incident.opened"}""", """{"type":1,"data":{"id":"0a","title":"t"}}""" })
        {
            Assert.AreEqual(HttpStatusCode.BadRequest, await PostAsync(receiver, "msg-1", body), body);
        }
    }

    [TestMethod]
    public async Task The_channels_file_names_the_receiver_and_is_for_this_user_only()
    {
        await using var receiver = await StartAsync();
        var folder = Directory.CreateTempSubdirectory("anomalywatch-channels-");
        var path = await DemoChannels.WriteAsync(folder.FullName, receiver, TestContext.CancellationToken);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.CancellationToken));
        var channel = json.RootElement.GetProperty("channels")[0];
        Assert.AreEqual("webhook", channel.GetProperty("type").GetString());
        Assert.AreEqual(receiver.Url.AbsoluteUri, channel.GetProperty("url").GetString());
        Assert.AreEqual(receiver.Secret, channel.GetProperty("secrets")[0].GetString());
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        folder.Delete(recursive: true);
    }

    private Task<DemoReceiver> StartAsync() => DemoReceiver.StartAsync(_heard.Add, _time, TestContext.CancellationToken);

    private async Task<HttpStatusCode> PostAsync(
        DemoReceiver receiver, string id, string body, string? secret = null, string? signedBody = null, DateTimeOffset? at = null)
    {
        var key = Convert.FromBase64String((secret ?? receiver.Secret)["whsec_".Length..]);
        var timestamp = (at ?? Some.Noon).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{signedBody ?? body}")));
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1,bm90aGluZw== " + signature);
        using var http = new HttpClient();
        using var reply = await http.SendAsync(request, TestContext.CancellationToken);
        return reply.StatusCode;
    }
}
