using System.Globalization;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Local.Serving.Authentication;
using AnomalyWatch.Local.Serving.Watching;
using AnomalyWatch.Local.Storage;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using AnomalyWatch.Serving;
using AnomalyWatch.Serving.Authentication;
using Azure;
using Azure.Data.Tables;

namespace AnomalyWatch.Local.Serving;

/// <summary>
/// Every stage in one process, with storage, page and HTTP. The stages share hubs and tables only, as they would in twenty processes.
/// </summary>
public sealed class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StorageTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _running = [];
    private readonly LocalOptions _options;
    private DataFolder? _folder;
    private LocalHubs? _hubs;
    private LocalAzureLogs? _azureLogs;
    private AzuriteProcess? _azurite;
    private Task _azuriteWatch = Task.CompletedTask;
    private MeterTotals? _totals;
    private LocalNotifier? _notifier;
    private LocalQuarantine? _quarantine;
    private InvocationPipeline? _pipeline;
    private Authenticator? _authenticator;
    private WebDoor? _door;
    private int _isDisposed;

    private LocalServer(LocalOptions options) => _options = options;

    /// <summary>Where the page is, with the real port.</summary>
    public Uri Url => _door!.Url;

    /// <summary>The incidents, as the page reads them.</summary>
    public IIncidentStore Incidents { get; private set; } = null!;

    /// <summary>Completes when the server was stopped; fails with <see cref="LocalServerException"/> when a stage, the storage or the web server ended unexpectedly.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether everything taken in has been worked off, up to the tables.</summary>
    internal async Task<bool> IsIdleAsync(CancellationToken cancellationToken) =>
        await _hubs!.Invocations.IsIdleAsync(cancellationToken).ConfigureAwait(false) && await _hubs.Findings.IsIdleAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>How many events the findings hold, over all partitions.</summary>
    internal async Task<long> FindingsEndAsync(CancellationToken cancellationToken)
    {
        var end = 0L;
        for (var partition = 0; partition < _hubs!.Findings.PartitionCount; partition++)
        {
            end += 1 + await _hubs.Findings.GetLastSequenceNumberAsync(partition, cancellationToken).ConfigureAwait(false);
        }

        return end;
    }

    /// <summary>The operating system's id of the Azurite that was started; null where the storage is elsewhere.</summary>
    internal int? AzuriteProcessId => _azurite?.ProcessId;

    /// <summary>
    /// Starts everything. <paramref name="say"/> is told, line by line, what a person at the console wants to know. Throws
    /// <see cref="LocalServerException"/> or <see cref="StorageUnavailableException"/> with what to do.
    /// </summary>
    public static async Task<LocalServer> StartAsync(LocalOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(say);
        var errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new LocalServerException(string.Join(Environment.NewLine, errors));
        }

        var server = new LocalServer(options);
        try
        {
            await server.StartAsync(say, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops taking in, works off what was taken in (for a bounded time), and ends everything that was started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        if (_door is not null)
        {
            await _door.DisposeAsync().ConfigureAwait(false);
        }

        await DrainAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await KeepAsync().ConfigureAwait(false);
        if (_azureLogs is not null)
        {
            await _azureLogs.DisposeAsync().ConfigureAwait(false);
        }

        _pipeline?.Dispose();
        _quarantine?.Dispose();
        if (_hubs is not null)
        {
            await _hubs.DisposeAsync().ConfigureAwait(false);
        }

        if (_notifier is not null)
        {
            await _notifier.DisposeAsync().ConfigureAwait(false);
        }

        if (_azurite is not null)
        {
            // Last, because the stages write until they end.
            await _azurite.DisposeAsync().ConfigureAwait(false);
            await _azuriteWatch.ConfigureAwait(false);
        }

        _authenticator?.Dispose();
        _totals?.Dispose();
        _folder?.Dispose();
        _stop.Dispose();
        _ended.TrySetResult();
    }

    private async Task StartAsync(Action<string> say, CancellationToken cancellationToken)
    {
        _folder = DataFolder.Open(_options.DataFolder, _options.Clock);
        _authenticator = LocalCredentials.Open(_options, _folder.Path, TimeProvider.System);
        _totals = new MeterTotals(TimeProvider.System);
        var storage = await FindStorageAsync(say, cancellationToken).ConfigureAwait(false);
        Incidents = OpenTables(storage);
        var watcher = new IncidentWatcher(Incidents, TimeProvider.System);
        await BeginAsync(watcher, cancellationToken).ConfigureAwait(false);
        var console = watcher.Subscribe();
        _notifier = LocalNotifier.Open(_options.ChannelsFile, storage, Incidents);

        _quarantine = LocalQuarantine.Open(storage, _options.Quarantine);
        _hubs = await LocalHubs.OpenAsync(_options, _folder.Path, cancellationToken).ConfigureAwait(false);
        _pipeline = new InvocationPipeline(
            _hubs.Invocations,
            _hubs.Findings,
            Incidents,
            new Detector(new DetectorOptions(), ScoringModel.Default),
            new PipelineOptions(_options.Clock, Producer(), TimeProvider.System, LocalSnapshots.Keeping(_options, storage, _folder.Id, say)) { Scoring = _options.Scoring },
            _notifier?.Hints,
            _notifier?.Outbox,
            _quarantine.Gate.KeepEventAsync);
        await _quarantine.BeginAsync(_pipeline.Door, cancellationToken).ConfigureAwait(false);
        await ResumeAsync(_pipeline, say, cancellationToken).ConfigureAwait(false);
        var intake = new DeliveryIntake(_pipeline.Door, _quarantine.Gate);
        _azureLogs = await LocalAzureLogs.OpenAsync(_options, _pipeline.Door, intake, LocalSnapshots.Blobs(_options, storage, _folder.Id), say, cancellationToken).ConfigureAwait(false);
        var stages = _pipeline.RunAsync(_stop.Token);
        _running.Add(WatchAsync("The pipeline", stages));
        _door = await WebDoor.StartAsync(
            new DoorContext
            {
                Options = _options,
                Authenticator = _authenticator,
                Senders = new SendersSite
                {
                    Intake = intake,
                    Clock = _options.Clock,
                    Limits = _options.Limits,
                    UnreadBytes = () => _hubs.Invocations.UnreadBytes,
                    IsRunning = () => !stages.IsCompleted,
                },
                Readers = new ReadersSite
                {
                    Incidents = Incidents,
                    Feedback = new TableFeedback(new TableServiceClient(storage)),
                    Quarantine = _quarantine.Items,
                    Redrive = _quarantine.Redrive!,
                    Telemetry = _pipeline.Door,
                    IsRunning = () => !stages.IsCompleted,
                },
                Watcher = watcher,
                Totals = _totals,
                Say = say,
            },
            cancellationToken).ConfigureAwait(false);
        if (_azureLogs is not null)
        {
            _running.Add(WatchAsync("The reader of Azure's logs", _azureLogs.RunAsync(_stop.Token)));
        }

        _running.Add(WatchAsync("The watch over the incident table", watcher.RunAsync(_stop.Token)));
        _running.Add(WatchAsync("The console", new ConsoleLines(say, Url).RunAsync(console, _stop.Token)));
        _running.Add(WatchAsync("The web server", _door.Ended));
        if (_notifier is not null)
        {
            _running.Add(WatchAsync("The notifier", _notifier.RunAsync(Url, _stop.Token)));
            say($"Channels:     {string.Join(", ", _notifier.ChannelNames)}");
        }

        if (_options.Clock == ClockMode.Wall)
        {
            _running.Add(WatchAsync("The clock", TickAsync(_pipeline, _stop.Token)));
        }
    }

    private static TableIncidentStore OpenTables(string connectionString)
    {
        try
        {
            return new TableIncidentStore(new TableServiceClient(connectionString));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            // Neither the string nor the exception, which may quote it, is shown.
            throw new LocalServerException("storage: is neither 'auto' nor a connection string that can be understood.");
        }
    }

    private static async Task ResumeAsync(InvocationPipeline pipeline, Action<string> say, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.ResumeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SnapshotRefusedException exception)
        {
            throw new LocalServerException($"data: {exception.Message}", exception);
        }
        catch (RequestFailedException exception)
        {
            throw new StorageUnavailableException($"The storage's blobs cannot be read ({exception.ErrorCode ?? exception.GetType().Name}): check --storage.");
        }

        if (pipeline.Restored > 0)
        {
            say($"Going on from {pipeline.Restored} partitions' states that were kept.");
        }
    }

    private static async Task BeginAsync(IncidentWatcher watcher, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StorageTimeout);
        try
        {
            await watcher.BeginAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException($"The storage's tables cannot be read ({(exception as RequestFailedException)?.ErrorCode ?? exception.GetType().Name}): check --storage.");
        }
    }

    private async Task<string> FindStorageAsync(Action<string> say, CancellationToken cancellationToken)
    {
        if (_options.Storage != LocalOptions.AutoStorage)
        {
            return _options.Storage;
        }

        var azuriteFolder = Path.Combine(_folder!.Path, "azurite");
        Directory.CreateDirectory(azuriteFolder);
        _azurite = await AzuriteProcess.StartAsync(azuriteFolder, say, cancellationToken).ConfigureAwait(false);
        _azuriteWatch = WatchAsync("Azurite, the local storage,", _azurite.Ended);
        return _azurite.ConnectionString;
    }

    /// <summary>Follows something that is meant to go on until the server stops; where it ends before, so does the server.</summary>
    private async Task WatchAsync(string name, Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_isDisposed == 0)
        {
            var cause = task.Exception?.InnerException;
            _ended.TrySetException(new LocalServerException($"{name} ended unexpectedly{(cause is null ? "." : ": " + cause.Message)}", cause));
        }
    }

    private async Task DrainAsync()
    {
        if (_ended.Task.IsFaulted || _hubs is null || _pipeline is null)
        {
            return; // nobody may be left to work it off
        }

        using var timeout = new CancellationTokenSource(DrainTimeout);
        try
        {
            await _hubs.Invocations.WhenIdleAsync(timeout.Token).ConfigureAwait(false);
            await _hubs.Findings.WhenIdleAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Bounded: what is left stays in the log and is worked off by the next life.
        }
    }

    private async Task KeepAsync()
    {
        if (_pipeline is null || _ended.Task.IsFaulted)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(DrainTimeout);
        await _pipeline.KeepAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task TickAsync(InvocationPipeline pipeline, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickInterval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await pipeline.TickAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A name that no other life has: packs of an earlier process must not count as doubles.</summary>
    private static string Producer() => string.Create(
        CultureInfo.InvariantCulture, $"local-{Environment.ProcessId}-{TimeProvider.System.GetUtcNow():yyyyMMddHHmmssfffffff}");
}
