using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Tests.Ingesting.Authentication;
using IngestLimits = AnomalyWatch.Serving.IngestLimits;

namespace AnomalyWatch.Tests.Local.Serving.Authentication;

/// <summary>What the door answers to whoever should not come in, as functions/README.md says it; and that it tells nobody what was sent.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SecurityTests
{
    private const string Payload = "PAYLOAD-MARKER";
    private const string Record = $$"""{"function":"aws/123/eu-west-1/checkout","start":"2026-07-01T12:00:00Z","errorType":"{{Payload}}"}""";
    private const string Issuer = "https://login.microsoftonline.com/t/v2.0";

    private static ServerUnderTest _server = null!;
    private static SigningIssuer _signer = null!;
    private static string _sender = "", _second = "", _scoped = "", _reader = "", _revoked = "", _expired = "";

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _)
    {
        _signer = new SigningIssuer();
        _server = await ServerUnderTest.StartAsync(
            ClockMode.Wall,
            new IngestLimits { OldestRecord = ServerUnderTest.AnyAge, MinBodyBytesPerSecond = 100_000, BodyGrace = TimeSpan.FromSeconds(1.5), FailedAttemptsBurst = 100, FailedAttemptsPerSecond = 20 },
            change: options =>
            {
                var keys = Path.Combine(options.DataFolder, "jwks.json");
                var tokens = Path.Combine(options.DataFolder, "tokens.json");
                File.WriteAllText(keys, _signer.KeySet);
                File.WriteAllText(tokens, $$"""{"tokens":[{"name":"entra","type":"entra","tenant":"t","audience":"api://aw","role":"Send","keys":"{{keys}}","sources":["invocations"]}]}""");
                return SomeKeys.Required(Make)(options) with { TokensFile = tokens };
            });
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await _server.DisposeAsync();
        _signer.Dispose();
    }

    [TestCleanup]
    public void No_line_tells_what_was_sent_or_a_secret()
    {
        lock (_server.Said)
        {
            foreach (var line in _server.Said)
            {
                Assert.IsFalse(line.Contains(Payload, StringComparison.Ordinal), "the payload was shown");
                Assert.IsFalse(line.Contains(KeyText.Prefix, StringComparison.Ordinal), "a key was shown");
            }
        }
    }

    [TestMethod]
    public async Task A_key_in_any_of_its_headers_lets_in_and_both_of_a_rotation_do()
    {
        Assert.AreEqual(HttpStatusCode.Accepted, await PostAsync((ShownSecret.KeyHeader, _sender)));
        Assert.AreEqual(HttpStatusCode.Accepted, await PostAsync((ShownSecret.KeyHeader, _second)));
        Assert.AreEqual(HttpStatusCode.Accepted, await PostAsync(("Authorization", "Bearer " + _sender)));
        Assert.AreEqual(HttpStatusCode.Accepted, await PostAsync((ShownSecret.FirehoseHeader, _sender)));
    }

    [TestMethod]
    public async Task A_missing_wrong_revoked_or_expired_key_is_unauthorized_and_nobody_says_which()
    {
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync());
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync((ShownSecret.KeyHeader, KeyText.Make())));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync((ShownSecret.KeyHeader, _revoked)));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync((ShownSecret.KeyHeader, _expired)));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync("api/ingest/invocations?key=" + _sender + "&x-anomalywatch-key=" + _sender), "never in the address");

        using var none = await SendAsync("api/ingest/invocations");
        using var revoked = await SendAsync("api/ingest/invocations", (ShownSecret.KeyHeader, _revoked));
        Assert.AreEqual((await ServerUnderTest.JsonAsync(none, Cancel)).ToString(), (await ServerUnderTest.JsonAsync(revoked, Cancel)).ToString());
    }

    [TestMethod]
    public async Task A_key_out_of_scope_is_forbidden_and_a_record_out_of_scope_is_refused()
    {
        Assert.AreEqual(HttpStatusCode.Forbidden, await PostAsync("api/ingest/azure-monitor", (ShownSecret.KeyHeader, _scoped)), "another source");
        Assert.AreEqual(HttpStatusCode.Forbidden, await PostAsync((ShownSecret.KeyHeader, _scoped)), "only functions of others");
        Assert.AreEqual(HttpStatusCode.Forbidden, await PostAsync((ShownSecret.KeyHeader, _reader)), "a reader sends nothing");
        Assert.AreEqual(HttpStatusCode.Forbidden, await PostAsync("api/clock/close", (ShownSecret.KeyHeader, _scoped)));

        var mixed = Record + "\n" + Record.Replace("aws/123", "aws/999", StringComparison.Ordinal);
        using var response = await SendAsync("api/ingest/invocations", mixed, (ShownSecret.KeyHeader, _scoped));
        var body = await ServerUnderTest.JsonAsync(response, Cancel);
        Assert.AreEqual((1, 1), (body.GetProperty("accepted").GetInt32(), body.GetProperty("rejectedCount").GetInt32()));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("page.js")]
    [DataRow("api/incidents")]
    [DataRow("api/incidents/00000000000000000000000000000000/chart.svg")]
    [DataRow("api/events")]
    [DataRow("api/stats")]
    [DataRow("api/quarantine")]
    [DataRow("nowhere")]
    public async Task Reading_needs_a_reader(string path)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = _server.Server.Url };
        using var nobody = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.AreEqual(path.Length == 0 ? HttpStatusCode.SeeOther : HttpStatusCode.Unauthorized, nobody.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(ShownSecret.KeyHeader, _sender);
        using var sender = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.AreEqual(HttpStatusCode.Forbidden, sender.StatusCode);

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.Add(ShownSecret.KeyHeader, _reader);
        using var reader = await client.SendAsync(again, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.IsTrue(reader.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, reader.StatusCode.ToString());
    }

    [TestMethod]
    [DataRow("GET", "")]
    [DataRow("POST", "/retry")]
    [DataRow("DELETE", "")]
    public async Task The_quarantine_is_for_readers_alone(string method, string action)
    {
        async Task<HttpStatusCode> AskAsync(string? key)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "api/quarantine/00000000000000000000000000000000" + action);
            if (key is not null)
            {
                request.Headers.Add(ShownSecret.KeyHeader, key);
            }

            using var response = await _server.Client.SendAsync(request, Cancel);
            return response.StatusCode;
        }

        Assert.AreEqual(HttpStatusCode.Unauthorized, await AskAsync(null));
        Assert.AreEqual(HttpStatusCode.Forbidden, await AskAsync(_sender));
        Assert.AreEqual(HttpStatusCode.NotFound, await AskAsync(_reader));
    }

    [TestMethod]
    public async Task Whoever_signs_in_with_a_readers_key_gets_a_cookie_that_only_the_page_uses()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = _server.Server.Url };
        foreach (var wrong in new[] { _sender, KeyText.Make(), "" })
        {
            using var refused = await SignInAsync(client, wrong);
            Assert.AreEqual(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.IsFalse(refused.Headers.Contains("Set-Cookie"));
        }

        using var signedIn = await SignInAsync(client, _reader);
        Assert.AreEqual(HttpStatusCode.SeeOther, signedIn.StatusCode);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        StringAssert.Contains(cookie, "httponly");
        StringAssert.Contains(cookie, "samesite=strict");
        Assert.IsFalse(cookie.Contains(_reader, StringComparison.Ordinal), "the cookie is not the key");

        var value = cookie.Split(';')[0];
        Assert.AreEqual(HttpStatusCode.OK, await GetAsync(client, "api/incidents", value));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await GetAsync(client, "api/incidents", value + "A"));
        using var send = new HttpRequestMessage(HttpMethod.Post, "api/ingest/invocations") { Content = Json(Record) };
        send.Headers.Add("Cookie", value);
        using var sent = await client.SendAsync(send, Cancel);
        Assert.AreEqual(HttpStatusCode.Unauthorized, sent.StatusCode, "a cookie sends nothing");

        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, "sign-in") { Content = new FormUrlEncodedContent([new("key", _reader)]) };
        elsewhere.Headers.Add("Origin", "https://evil.example");
        using var foreign = await client.SendAsync(elsewhere, Cancel);
        Assert.AreEqual(HttpStatusCode.Forbidden, foreign.StatusCode);

        using var leave = new HttpRequestMessage(HttpMethod.Post, "sign-out");
        leave.Headers.Add("Cookie", value);
        using var left = await client.SendAsync(leave, Cancel);
        Assert.AreEqual(HttpStatusCode.Unauthorized, await GetAsync(client, "api/incidents", value));
    }

    [TestMethod]
    public async Task A_token_lets_in_within_its_scope_and_a_bad_one_does_not()
    {
        var now = TimeProvider.System.GetUtcNow();
        var sound = Token(now);
        Assert.AreEqual(HttpStatusCode.Accepted, await PostAsync(("Authorization", "Bearer " + sound)));
        Assert.AreEqual(HttpStatusCode.Forbidden, await PostAsync("v1/traces", ("Authorization", "Bearer " + sound)));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync(("Authorization", "Bearer " + Token(now.AddHours(-2)))), "expired");
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync(("Authorization", "Bearer " + Token(now, "api://other"))), "wrong audience");
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync(("Authorization", "Bearer " + SigningIssuer.Unsigned(sound))), "alg none");
        Assert.AreEqual(HttpStatusCode.Unauthorized, await PostAsync(("Authorization", "Bearer " + _signer.SignedWithPublicKey(sound))), "HMAC with the public key");
    }

    [TestMethod]
    public async Task A_gzip_bomb_is_too_large()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[60 * 1024 * 1024], Cancel);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/ingest/invocations") { Content = content };
        request.Headers.Add(ShownSecret.KeyHeader, _sender);
        using var response = await _server.Client.SendAsync(request, Cancel);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        StringAssert.Contains((await ServerUnderTest.JsonAsync(response, Cancel)).ToString(), "200 times");
    }

    [TestMethod]
    public async Task A_body_that_comes_too_slowly_is_cut_off()
    {
        var answer = await RawAsync($"POST /api/ingest/invocations HTTP/1.1\r\nHost: {_server.Server.Url.Authority}\r\n{ShownSecret.KeyHeader}: {_sender}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{\"");
        StringAssert.StartsWith(answer, "HTTP/1.1 408");
    }

    [TestMethod]
    public async Task Nothing_can_be_put_into_the_headers_of_a_reply_or_the_lines_of_a_log()
    {
        var split = await RawAsync($"OPTIONS /api/ingest/cloudevents HTTP/1.1\r\nHost: {_server.Server.Url.Authority}\r\nWebHook-Request-Origin: a\tSet-Cookie: x=1\r\nConnection: close\r\n\r\n");
        StringAssert.StartsWith(split, "HTTP/1.1 400");
        Assert.IsFalse(split.Contains("Set-Cookie", StringComparison.OrdinalIgnoreCase));

        var path = await RawAsync($"GET /{Payload}%0d%0aFAKE-LINE HTTP/1.1\r\nHost: {_server.Server.Url.Authority}\r\n{ShownSecret.KeyHeader}: {_reader}\r\nConnection: close\r\n\r\n");
        StringAssert.StartsWith(path, "HTTP/1.1 404");
        Assert.IsFalse(path.Contains("FAKE-LINE", StringComparison.Ordinal));
        lock (_server.Said)
        {
            Assert.IsFalse(_server.Said.Any(line => line.Contains("FAKE-LINE", StringComparison.Ordinal)));
        }
    }

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Ten_thousand_distinct_wrong_keys_are_turned_away_and_a_right_one_is_let_in_meanwhile()
    {
        var (unauthorized, slowed, others) = (0, 0, 0);
        var flood = Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (_, cancel) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/ingest/invocations") { Content = Json("{}") };
            request.Headers.Add(ShownSecret.KeyHeader, KeyText.Make());
            using var response = await _server.Client.SendAsync(request, cancel);
            _ = response.StatusCode switch
            {
                HttpStatusCode.Unauthorized => Interlocked.Increment(ref unauthorized),
                HttpStatusCode.TooManyRequests when response.Headers.RetryAfter is not null => Interlocked.Increment(ref slowed),
                _ => Interlocked.Increment(ref others),
            };
        });
        do
        {
            Assert.AreEqual(HttpStatusCode.Accepted, await PostAsync((ShownSecret.KeyHeader, _sender)));
            await Task.WhenAny(flood, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancel));
        }
        while (!flood.IsCompleted);

        await flood;
        Assert.AreEqual((10_000, 0), (unauthorized + slowed, others));
        Assert.IsGreaterThan(0, unauthorized);
        Assert.IsGreaterThan(0, slowed);
    }

    [TestMethod]
    public async Task Without_any_credential_it_does_not_start_beyond_loopback()
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-open-").FullName;
        try
        {
            var options = new LocalOptions { DataFolder = folder, Storage = await AzuriteServer.RequireAsync(), Urls = "http://0.0.0.0:0" };
            var refused = await Assert.ThrowsExactlyAsync<LocalServerException>(() => LocalServer.StartAsync(options, _ => { }, Cancel));
            StringAssert.Contains(refused.Message, "keys create");

            SomeKeys.Make(folder, "shop");
            await using var server = await LocalServer.StartAsync(options, _ => { }, Cancel);
            using var client = new HttpClient();
            using var response = await client.PostAsync(new Uri($"http://127.0.0.1:{server.Url.Port}/api/ingest/invocations"), Json(Record), Cancel);
            Assert.AreEqual(HttpStatusCode.Unauthorized, response.StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public async Task One_credential_alone_cannot_use_up_the_others_rate()
    {
        string greedy = "", modest = "";
        await using var server = await ServerUnderTest.StartAsync(
            ClockMode.Wall,
            new IngestLimits { OldestRecord = ServerUnderTest.AnyAge, CredentialBurst = 3, CredentialDeliveriesPerSecond = 1 },
            change: SomeKeys.Required(folder => (greedy, modest) = (SomeKeys.Make(folder, "greedy"), SomeKeys.Make(folder, "modest"))));
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 10; i++)
        {
            answers.Add(await SendAsync(server, greedy));
        }

        using var other = await SendAsync(server, modest);
        Assert.AreEqual(HttpStatusCode.Accepted, answers[0].StatusCode);
        Assert.IsTrue(answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).Any(answer => answer.Headers.RetryAfter is not null));
        Assert.AreEqual(HttpStatusCode.Accepted, other.StatusCode);
        answers.ForEach(answer => answer.Dispose());

        async Task<HttpResponseMessage> SendAsync(ServerUnderTest to, string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/ingest/invocations") { Content = Json(Record) };
            request.Headers.Add(ShownSecret.KeyHeader, key);
            return await to.Client.SendAsync(request, Cancel);
        }
    }

    private static void Make(string folder)
    {
        _sender = SomeKeys.Make(folder, "shop");
        _second = SomeKeys.Make(folder, "shop");
        _scoped = SomeKeys.Make(folder, "scoped", scope: new AccessScope([Sources.Invocations], ["aws/999"]));
        _reader = SomeKeys.Make(folder, "eyes", isReader: true);
        _expired = SomeKeys.Make(folder, "late", expiresAt: TimeProvider.System.GetUtcNow().AddSeconds(-1));
        _revoked = SomeKeys.Make(folder, "gone");
        var file = new AnomalyWatch.Local.Serving.Authentication.KeyFile(folder, TimeProvider.System);
        Assert.IsNull(file.Change(ring => (ring.Revoke(ring.Keys[^1].Id, Some.Noon), null)));
    }

    private static string Token(DateTimeOffset from, string audience = "api://aw") => _signer.Token(Issuer, audience, from, ("roles", new[] { "Send" }));

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string key)
    {
        using var content = new FormUrlEncodedContent([new("key", key)]);
        return await client.PostAsync(new Uri("sign-in", UriKind.Relative), content);
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient client, string path, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Server.Url.Port, Cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancel);
        var answer = new byte[4096];
        var length = await stream.ReadAsync(answer, Cancel);
        return Encoding.Latin1.GetString(answer, 0, length);
    }

    private Task<HttpStatusCode> PostAsync(params (string Name, string Value)[] headers) => PostAsync("api/ingest/invocations", headers);

    private async Task<HttpStatusCode> PostAsync(string path, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(path, headers);
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers) => SendAsync(path, Record, headers);

    private async Task<HttpResponseMessage> SendAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var content = Json(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(body.Contains('\n', StringComparison.Ordinal) ? "application/x-ndjson" : "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _server.Client.SendAsync(request, Cancel);
    }
}
