using System.Text.Json;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Notifying.Channels;

/// <summary>What every channel must do, over real HTTP.</summary>
public abstract class ChannelContract
{
    private readonly FakeTimeProvider _time = new(Some.Noon);

    public TestContext TestContext { get; set; } = null!;

    private protected FakeTimeProvider Time => _time;

    /// <summary>The most bytes of a body.</summary>
    private protected abstract int MaxBytes { get; }

    /// <summary>Further secrets of the channel.</summary>
    private protected virtual IReadOnlyList<string> OwnSecrets => [];

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Every_status_is_delivered_tried_again_given_up_or_gone()
    {
        await using var receiver = await Receiver.StartAsync((context, number) =>
        {
            context.Response.StatusCode = 199 + number;
            return Task.CompletedTask;
        });
        using var poster = new HttpPoster(_time);
        var channel = Create(receiver.Address, poster);

        for (var status = 200; status <= 599; status++)
        {
            var expected = status switch
            {
                < 300 => DeliveryOutcome.Delivered,
                408 or 425 or 429 or >= 500 => DeliveryOutcome.Retry,
                410 => DeliveryOutcome.Gone,
                _ => DeliveryOutcome.Rejected,
            };
            var result = await channel.DeliverAsync(Some.Notification(), Cancel);
            Assert.AreEqual(expected, result.Outcome, $"status {status}");
            Assert.AreEqual(expected == DeliveryOutcome.Delivered, result.Detail is null, $"status {status}");
            Assert.IsNull(result.RetryAfter, $"status {status}");
        }
    }

    [TestMethod]
    [DataRow("120", 120)]
    [DataRow("0", 0)]
    [DataRow("Wed, 01 Jul 2026 12:01:30 GMT", 90)]
    [DataRow("Wed, 01 Jul 2026 11:00:00 GMT", 0)]
    [DataRow("86400", 3600)]
    [DataRow("Thu, 01 Jul 2027 12:00:00 GMT", 3600)]
    [DataRow("soon", null)]
    [DataRow("-5", null)]
    [DataRow("99999999999999999999", null)]
    public async Task Retry_After_is_read_as_seconds_or_date_up_to_an_hour(string header, int? seconds)
    {
        foreach (var status in new[] { 429, 503 })
        {
            var result = await DeliverAsync((context, _) =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.RetryAfter = header;
                return Task.CompletedTask;
            });
            Assert.AreEqual(DeliveryOutcome.Retry, result.Outcome);
            Assert.AreEqual(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), result.RetryAfter);
        }
    }

    [TestMethod]
    public async Task A_redirect_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync((context, _) =>
        {
            context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var poster = new HttpPoster(_time);

        var result = await Create(receiver.Address, poster).DeliverAsync(Some.Notification(), Cancel);

        Assert.AreEqual(DeliveryOutcome.Rejected, result.Outcome);
        Assert.HasCount(1, receiver.Requests);
    }

    [TestMethod]
    public async Task A_receiver_that_does_not_answer_is_left_after_15_seconds()
    {
        var arrived = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync(async (context, _) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var poster = new HttpPoster(_time);
        var delivering = Create(receiver.Address, poster).DeliverAsync(Some.Notification(), Cancel);
        await arrived.Task;

        _time.Advance(HttpPoster.Timeout - TimeSpan.FromMilliseconds(1));
        Assert.IsFalse(delivering.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        AssertClean(DeliveryOutcome.Retry, await delivering);
    }

    [TestMethod]
    public async Task An_answer_without_end_is_not_read_to_the_end()
    {
        var result = await DeliverAsync(async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('x', 64 * 1024), context.RequestAborted);
            }
        });

        Assert.AreEqual(DeliveryResult.Delivered, result);
    }

    [TestMethod]
    public async Task Nothing_secret_is_in_what_a_receiver_that_quotes_us_leads_to()
    {
        foreach (var status in new[] { 302, 400, 403, 404, 410, 429, 500 })
        {
            await using var receiver = await Receiver.StartAsync(async (context, _) =>
            {
                var quote = $"http://{context.Request.Host}{context.Request.Path}{context.Request.QueryString} {string.Join(' ', OwnSecrets)}";
                context.Response.StatusCode = status;
                context.Response.Headers["X-Quote"] = quote;
                await context.Response.WriteAsync(quote, context.RequestAborted);
            });
            using var poster = new HttpPoster(_time);
            AssertClean(null, await Create(receiver.Address, poster).DeliverAsync(Some.Notification(), Cancel));
        }
    }

    [TestMethod]
    public async Task Nothing_secret_is_in_what_a_failing_network_leads_to()
    {
        await using (var receiver = await Receiver.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        }))
        {
            using var poster = new HttpPoster(_time);
            AssertClean(DeliveryOutcome.Retry, await Create(receiver.Address, poster).DeliverAsync(Some.Notification(), Cancel));
        }

        using var nobody = new HttpPoster(_time);
        AssertClean(DeliveryOutcome.Retry, await Create(Address("http://127.0.0.1:1/T0kenInPath?sig=S1gnatureInQuery"), nobody).DeliverAsync(Some.Notification(), Cancel));

        foreach (var failure in new Func<string, Exception>[] { text => new HttpRequestException(text), text => new IOException(text), text => new InvalidOperationException(text) })
        {
            using var handler = new ThrowingHandler(request => failure($"{request.RequestUri} {request.Headers} {string.Join(' ', OwnSecrets)}"));
            using var poster = new HttpPoster(_time, handler);
            AssertClean(DeliveryOutcome.Retry, await Create(Address("https://chat.example/T0kenInPath?sig=S1gnatureInQuery"), poster).DeliverAsync(Some.Notification(), Cancel));
        }
    }

    [TestMethod]
    public async Task Cancelling_throws_and_tells_nothing_secret()
    {
        using var stop = new CancellationTokenSource();
        await using var receiver = await Receiver.StartAsync(async (context, _) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var poster = new HttpPoster(_time);

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => Create(receiver.Address, poster).DeliverAsync(Some.Notification(), stop.Token));

        AssertClean(thrown.ToString());
    }

    [TestMethod]
    public void Nothing_secret_is_in_how_a_channel_prints()
    {
        using var poster = new HttpPoster(_time);
        var channel = Create(Address("https://chat.example/T0kenInPath?sig=S1gnatureInQuery"), poster);

        AssertClean($"{channel} {JsonSerializer.Serialize<object>(channel)} {JsonSerializer.Serialize(Address("https://chat.example/T0kenInPath?sig=S1gnatureInQuery"))}");
    }

    [TestMethod]
    public async Task Every_body_is_JSON_within_the_limit_whatever_the_names_hold()
    {
        await using var receiver = await Receiver.StartAsync(200);
        using var poster = new HttpPoster(_time);
        var channel = Create(receiver.Address, poster);
        foreach (var incident in Some.HostileNames.Select(Some.Hostile).Append(Some.Huge()))
        {
            foreach (var reason in Enum.GetValues<NotifyReason>().Except([NotifyReason.None]))
            {
                Assert.AreEqual(DeliveryResult.Delivered, await channel.DeliverAsync(Some.Notification(incident, reason), Cancel));
            }
        }

        foreach (var request in receiver.Requests)
        {
            Assert.IsLessThanOrEqualTo(MaxBytes, request.Body.Length);
            using var document = JsonDocument.Parse(request.Body);
            Assert.AreEqual("application/json", request.Headers["Content-Type"]);
            Assert.AreEqual("POST", request.Method);
            Assert.DoesNotContain("</script>", request.Text);
        }
    }

    [TestMethod]
    public void The_least_severity_and_the_name_are_kept()
    {
        using var poster = new HttpPoster(_time);
        var channel = Create(Address("https://chat.example/"), poster);

        Assert.AreEqual("ops", channel.Name);
        Assert.AreEqual(Severity.High, channel.MinSeverity);
        Assert.IsGreaterThan(TimeSpan.Zero, channel.Rate.Spacing);
    }

    /// <summary>The channel <c>ops</c> for high severity.</summary>
    private protected abstract IChannel Create(SecretUri address, HttpPoster poster);

    private protected static SecretUri Address(string text) => SecretUri.TryCreate(new SecretText(text), out _)!;

    private protected async Task<DeliveryResult> DeliverAsync(Func<HttpContext, int, Task> answer)
    {
        await using var receiver = await Receiver.StartAsync(answer);
        using var poster = new HttpPoster(_time);
        return await Create(receiver.Address, poster).DeliverAsync(Some.Notification(), Cancel);
    }

    private void AssertClean(DeliveryOutcome? expected, DeliveryResult result)
    {
        if (expected is not null)
        {
            Assert.AreEqual(expected, result.Outcome);
        }

        Assert.IsNotNull(result.Detail);
        AssertClean(result.ToString());
    }

    private void AssertClean(string text)
    {
        foreach (var secret in Receiver.Secrets.Concat(OwnSecrets))
        {
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
