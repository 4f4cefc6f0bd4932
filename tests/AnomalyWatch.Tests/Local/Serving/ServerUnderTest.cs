using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Serving;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace AnomalyWatch.Tests.Local.Serving;

/// <summary>A whole server on a free port, over the tests' Azurite with empty tables.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    /// <summary>The tests' records are of one day in 2026, whenever they run.</summary>
    public static readonly TimeSpan AnyAge = TimeSpan.FromDays(36_500);

    private readonly string _folder;

    private ServerUnderTest(LocalServer server, string folder, List<string> said)
    {
        (Server, _folder, Said) = (server, folder, said);
        Client = new HttpClient { BaseAddress = server.Url, Timeout = TimeSpan.FromSeconds(30) };
    }

    public LocalServer Server { get; }

    public HttpClient Client { get; }

    public List<string> Said { get; }

    public static async Task<ServerUnderTest> StartAsync(ClockMode clock = ClockMode.Record, IngestLimits? limits = null, string? channels = null, Func<LocalOptions, LocalOptions>? change = null)
    {
        var storage = await AzuriteServer.RequireAsync();
        var tables = new TableServiceClient(storage);
        await foreach (var table in tables.QueryAsync())
        {
            await tables.DeleteTableAsync(table.Name);
        }

        await new BlobContainerClient(storage, BlobQuarantine.ContainerName).DeleteIfExistsAsync();
        var folder = Directory.CreateTempSubdirectory("anomalywatch-serving-").FullName;
        var options = new LocalOptions
        {
            Storage = storage,
            DataFolder = folder,
            Urls = "http://127.0.0.1:0",
            Clock = clock,
            ChannelsFile = channels,
            Limits = limits ?? new IngestLimits { OldestRecord = AnyAge },
        };
        options = change?.Invoke(options) ?? options;
        var said = new List<string>();
        var server = await LocalServer.StartAsync(options, line => { lock (said) { said.Add(line); } }, CancellationToken.None);
        return new ServerUnderTest(server, folder, said);
    }

    public Task<HttpResponseMessage> PostAsync(string body, CancellationToken cancellationToken, string source = "invocations") =>
        PostAsync(Encoding.UTF8.GetBytes(body), cancellationToken, source);

    public async Task<HttpResponseMessage> PostAsync(byte[] body, CancellationToken cancellationToken, string source = "invocations", string type = "application/x-ndjson", string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await Client.PostAsync(new Uri("api/ingest/" + source, UriKind.Relative), content, cancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        await JsonAsync(await Client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken), cancellationToken);

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return document.RootElement.Clone();
    }

    /// <summary>A day's part of one function and a calm neighbour, a burst in between.</summary>
    public static string Burst(string app, int minutes = 700)
    {
        var lines = new StringBuilder();
        for (var minute = 0; minute < minutes; minute++)
        {
            var start = Some.Noon.AddHours(-12).AddMinutes(minute).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            var count = minute is >= 600 and < 606 ? 5000 : 100 + (minute % 7);
            lines.Append(CultureInfo.InvariantCulture, $$"""{"function":"azure/sub/{{app}}/checkout","start":"{{start}}","spanMs":60000,"count":{{count}}}""").Append('\n');
            lines.Append(CultureInfo.InvariantCulture, $$"""{"function":"azure/sub/{{app}}/cart","start":"{{start}}","spanMs":60000,"count":50}""").Append('\n');
        }

        return lines.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
