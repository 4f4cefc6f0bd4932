using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class WebhookChannelTests : ChannelContract
{
    private const string OldSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string NewSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private protected override int MaxBytes => 20_000;

    private protected override IReadOnlyList<string> OwnSecrets => [OldSecret, NewSecret, OldSecret[6..], NewSecret[6..]];

    [TestMethod]
    public async Task The_signatures_of_both_secrets_hold_over_the_bytes_that_came()
    {
        await using var receiver = await Receiver.StartAsync(204);
        using var poster = new HttpPoster(Time);

        await Create(receiver.Address, poster).DeliverAsync(Some.Notification(), TestContext.CancellationToken);

        var request = Assert.ContainsSingle(receiver.Requests);
        Assert.AreEqual("aw-00000000000000000000000000000001", request.Headers["webhook-id"]);
        Assert.AreEqual(Some.Noon.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), request.Headers["webhook-timestamp"]);
        var expected = new[] { OldSecret, NewSecret }.Select(secret => Sign(secret, request));
        CollectionAssert.AreEqual(expected.ToArray(), request.Headers["webhook-signature"].Split(' '));
    }

    [TestMethod]
    public async Task Every_attempt_sends_the_same_bytes_under_the_same_id_with_its_own_time()
    {
        await using var receiver = await Receiver.StartAsync(500);
        using var poster = new HttpPoster(Time);
        var channel = Create(receiver.Address, poster);

        await channel.DeliverAsync(Some.Notification(), TestContext.CancellationToken);
        Time.Advance(TimeSpan.FromMinutes(3));
        await channel.DeliverAsync(Some.Notification(), TestContext.CancellationToken);

        var (first, second) = (receiver.Requests.First(), receiver.Requests.Last());
        CollectionAssert.AreEqual(first.Body, second.Body);
        Assert.AreEqual(first.Headers["webhook-id"], second.Headers["webhook-id"]);
        Assert.AreNotEqual(first.Headers["webhook-timestamp"], second.Headers["webhook-timestamp"]);
        Assert.AreNotEqual(first.Headers["webhook-signature"], second.Headers["webhook-signature"]);
    }

    private protected override IChannel Create(SecretUri address, HttpPoster poster) =>
        new WebhookChannel("ops", address, [Secret(OldSecret), Secret(NewSecret)], poster, Time, Severity.High);

    private static WebhookSecret Secret(string text) => WebhookSecret.TryParse(new SecretText(text))!;

    /// <summary>As a receiver does it.</summary>
    private static string Sign(string secret, Received request)
    {
        using var hmac = new HMACSHA256(Convert.FromBase64String(secret["whsec_".Length..]));
        var signed = Encoding.UTF8.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.").Concat(request.Body).ToArray();
        return "v1," + Convert.ToBase64String(hmac.ComputeHash(signed));
    }
}
