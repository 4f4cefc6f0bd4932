using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Tests.Local.Storage;
using AnomalyWatch.Tests.Notifying.Channels;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace AnomalyWatch.Tests.Route.Kills;

/// <summary>
/// Runs the built program over recorded telemetry and kills it, again and again: at a random moment, or when it comes by a point between two
/// steps of its loops. A client posts piece after piece and posts one again for which it got no answer.
/// </summary>
internal sealed class KillStorm(string storage, (int Open, int Resolved) incidents, IReadOnlyList<string> pieces, int kills, int seed, double storageFaults, Action<string> tell) : IAsyncDisposable
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    // Each with how often a life comes by it at least, more or less: one that is never reached costs a life of its longest.
    private static readonly (string Name, int Times)[] Points =
        [("folded", 8), ("finding-sent", 6), ("incident-due", 2), ("incident-marked", 2), ("incident-saved", 2), ("hint-left", 1), ("state-taken", 4), ("state-kept", 4)];

    private readonly Random _random = new(seed);
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-storm-").FullName;
    private readonly string _channels = Path.Combine(Path.GetTempPath(), $"anomalywatch-storm-{seed}-{Environment.ProcessId}.json");
    private int _killed;
    private int _atPoints;
    private int _resumed;
    private int _gaps;

    /// <summary>Runs it to the end.</summary>
    public async Task<StormResult> RunAsync(CancellationToken cancellationToken)
    {
        await EmptyAsync(cancellationToken);
        await using var webhook = await Receiver.StartAsync(200);
        await File.WriteAllTextAsync(_channels, JsonSerializer.Serialize(new { channels = new[] { new { name = "siem", type = "webhook", url = webhook.AddressText, secrets = new[] { Secret } } } }), cancellationToken);
        await using var faulty = await FaultyStorage.StartAsync(storage, storageFaults, seed);

        var posted = 0;
        while (_killed < kills)
        {
            // Pieces are spread over all lives, so that there is something to do in the last one too.
            var until = (int)((long)pieces.Count * (_killed + 1) / (kills + 1));
            posted = await LiveAndDieAsync(faulty.ConnectionString, posted, until, cancellationToken);
        }

        await FinishAsync(webhook, faulty.ConnectionString, posted, cancellationToken);
        var messages = webhook.Requests
            .GroupBy(request => request.Headers["webhook-id"], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return new StormResult(
            await HubContent.ReadAsync(_folder, cancellationToken), await IncidentsAsync(cancellationToken), messages, _killed, _atPoints, faulty.Faults, _resumed, _gaps);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        File.Delete(_channels);
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<int> LiveAndDieAsync(string connection, int posted, int until, CancellationToken cancellationToken)
    {
        var (name, times) = Points[_random.Next(Points.Length)];
        var point = _random.Next(2) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{name}:{_random.Next(1, times + 1)}");
        using var program = Start(connection, point);
        using var death = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A life with a point has time to come by it.
        var life = TimeSpan.FromMilliseconds(_random.Next(50, 2500) + (point is null ? 0 : 4000));
        // Now and then it does not live to see its page.
        var born = new TaskCompletionSource();
        if (point is null && _random.Next(4) == 0)
        {
            born.SetResult();
        }

        var dying = DieAsync(program, born.Task, life, death);
        try
        {
            using var client = await ClientAsync(program, death.Token);
            born.TrySetResult();
            while (posted < until)
            {
                await PostAsync(client, pieces[posted], death.Token);
                posted++;
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is HttpRequestException or OperationCanceledException or AssertFailedException)
        {
            // It died under the client's hands.
        }

        var byUs = await dying;
        Assert.IsTrue(byUs || point is not null, $"The program ended by itself: {await program.Errors}");
        _atPoints += byUs ? 0 : 1;
        _gaps += await GapsAsync(program, cancellationToken);
        _killed++;
        tell($"kill {_killed}: {point ?? "at a moment"}, {posted} of {pieces.Count} pieces");
        return posted;
    }

    /// <summary>Ends the program when its time has come, if it has not ended itself at a point; true where it was we.</summary>
    private static async Task<bool> DieAsync(LocalProgram program, Task born, TimeSpan life, CancellationTokenSource death)
    {
        var ended = program.ExitCodeAsync(death.Token);
        await Task.WhenAny(ended, born);
        var byUs = await Task.WhenAny(ended, Task.Delay(life, death.Token)) != ended;
        program.Kill();
        await program.ExitCodeAsync(CancellationToken.None);
        await death.CancelAsync();
        return byUs;
    }

    private async Task FinishAsync(Receiver webhook, string connection, int posted, CancellationToken cancellationToken)
    {
        using var program = Start(connection, point: null);
        using var client = await ClientAsync(program, cancellationToken);
        foreach (var piece in pieces.Skip(posted))
        {
            await PostAsync(client, piece, cancellationToken);
        }

        using var closed = await client.PostAsync(new Uri("api/clock/close", UriKind.Relative), content: null, cancellationToken);
        Assert.IsTrue(closed.IsSuccessStatusCode, $"closing the clock was answered with {closed.StatusCode}");
        await UntilToldAsync(webhook, cancellationToken);
        program.Kill();
        await program.ExitCodeAsync(cancellationToken);
        _gaps += await GapsAsync(program, cancellationToken);
    }

    private static async Task<int> GapsAsync(LocalProgram program, CancellationToken cancellationToken) =>
        (await program.RestAsync(cancellationToken)).Split('\n').Count(line => line.Contains("were not handed over", StringComparison.Ordinal));

    private LocalProgram Start(string connection, string? point)
    {
        var program = new LocalProgram(
            path: null,
            point is null ? [] : new Dictionary<string, string> { ["ANOMALYWATCH_END_AT"] = point },
            "run", "--clock", "record", "--urls", "http://127.0.0.1:0", "--data", _folder, "--storage", connection, "--channels", _channels, "--keep-every", "1");
        return program;
    }

    private async Task<HttpClient> ClientAsync(LocalProgram program, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await program.LineAsync("", cancellationToken);
            _resumed += line.StartsWith("Going on from", StringComparison.Ordinal) ? 1 : 0;
            if (line.StartsWith("The page:", StringComparison.Ordinal))
            {
                return new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim()) };
            }
        }
    }

    private static async Task PostAsync(HttpClient client, string piece, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var content = new StringContent(piece, Encoding.UTF8, "application/x-ndjson");
            using var answer = await client.PostAsync(new Uri("api/ingest/invocations", UriKind.Relative), content, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                return;
            }

            Assert.AreEqual(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    /// <summary>Waits until there are as many incidents, open and resolved, as there should be, and that has been told of each.</summary>
    private async Task UntilToldAsync(Receiver webhook, CancellationToken cancellationToken)
    {
        for (var patience = 1200; ; patience--)
        {
            var all = await IncidentsAsync(cancellationToken);
            var resolved = Ids(all, IncidentStatus.Resolved);
            var open = Ids(all, IncidentStatus.Open);
            if (open.Count == incidents.Open && resolved.Count == incidents.Resolved
                && open.IsSubsetOf(Told(webhook, "open")) && resolved.IsSubsetOf(Told(webhook, "resolved")))
            {
                return;
            }

            Assert.IsGreaterThan(0, patience, $"{open.Count} of {incidents.Open} incidents are open and {resolved.Count} of {incidents.Resolved} resolved; "
                + $"{Told(webhook, "open").Count} were told to be open, {Told(webhook, "resolved").Count} to be resolved");
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    private static HashSet<string> Ids(IEnumerable<Incident> incidents, IncidentStatus status) =>
        [.. incidents.Where(incident => incident.Status == status).Select(incident => incident.Id)];

    // One that was over before anybody was told is told once, as being over.
    private static HashSet<string> Told(Receiver webhook, string status) =>
        [.. webhook.Requests
            .Select(request => JsonNode.Parse(request.Body)!["data"]!)
            .Where(incident => incident["status"]!.GetValue<string>() == status)
            .Select(incident => incident["id"]!.GetValue<string>())];

    private async Task<IReadOnlyList<Incident>> IncidentsAsync(CancellationToken cancellationToken) =>
        await new TableIncidentStore(new TableServiceClient(storage)).ListAsync(new IncidentQuery(Limit: 500), cancellationToken);

    private async Task EmptyAsync(CancellationToken cancellationToken)
    {
        var tables = new TableServiceClient(storage);
        await foreach (var table in tables.QueryAsync(cancellationToken: cancellationToken))
        {
            await tables.DeleteTableAsync(table.Name, cancellationToken);
        }

        var queues = new QueueServiceClient(storage);
        await foreach (var queue in queues.GetQueuesAsync(cancellationToken: cancellationToken))
        {
            await queues.DeleteQueueAsync(queue.Name, cancellationToken);
        }

        var blobs = new BlobServiceClient(storage);
        await foreach (var container in blobs.GetBlobContainersAsync(cancellationToken: cancellationToken))
        {
            await blobs.DeleteBlobContainerAsync(container.Name, cancellationToken: cancellationToken);
        }
    }
}
