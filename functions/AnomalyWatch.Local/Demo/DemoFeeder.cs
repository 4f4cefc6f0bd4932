using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Local.Serving;

namespace AnomalyWatch.Local.Demo;

/// <summary>Sends the demo's records through the door that everybody uses.</summary>
internal sealed class DemoFeeder : IDisposable
{
    private const int MaxAttempts = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Lines = new("application/x-ndjson");

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Sends to a server.</summary>
    public DemoFeeder(Uri server, TimeProvider time) => (_http, _time) = (new HttpClient { BaseAddress = server }, time);

    /// <summary>Sends records in their order. Throws <see cref="LocalServerException"/> where the door does not take all of them.</summary>
    public async Task SendAsync(IReadOnlyList<TelemetryRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        var body = new ArrayBufferWriter<byte>(256 * records.Count);
        foreach (var record in records)
        {
            CanonicalJson.Write(record, body);
            body.Write("\n"u8);
        }

        using var reply = await PostAsync("api/ingest/invocations", body.WrittenMemory, cancellationToken).ConfigureAwait(false);
        var taken = await reply.Content.ReadFromJsonAsync<Reply>(cancellationToken).ConfigureAwait(false);
        if (taken?.Accepted != records.Count)
        {
            throw new LocalServerException($"The door took {taken?.Accepted ?? 0} of {records.Count} records of the demo.");
        }
    }

    /// <summary>Says that the day is over, so that its last minutes are judged.</summary>
    public async Task CloseClockAsync(CancellationToken cancellationToken)
    {
        using var reply = await PostAsync("api/clock/close", default, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends once more where the door says that it has too much to do; every record has an id, so a record sent twice counts once.</summary>
    private async Task<HttpResponseMessage> PostAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = Lines;
            var reply = await _http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken).ConfigureAwait(false);
            if (reply.IsSuccessStatusCode)
            {
                return reply;
            }

            var isBusy = reply.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            var (status, pause) = ((int)reply.StatusCode, reply.Headers.RetryAfter?.Delta ?? Pause);
            reply.Dispose();
            if (!isBusy || attempt == MaxAttempts)
            {
                throw new LocalServerException(string.Create(CultureInfo.InvariantCulture, $"The door answered {status} to the demo's {path}."));
            }

            await Task.Delay(pause < LongestPause ? pause : LongestPause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record Reply(long Accepted);
}
