using System.Globalization;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Local.Terminal;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Demo;

/// <summary>The demo: the server on recorded time in a fresh folder, a receiver for its messages, and a day of traffic sent through the door.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private const int MinutesPerLine = 120;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QuietToSettle = TimeSpan.FromSeconds(2);

    private readonly DemoOptions _options;
    private readonly ProgressBar _screen;
    private readonly TimeProvider _time;
    private readonly DemoFolder _folder;
    private DemoReceiver? _receiver;
    private LocalServer? _server;
    private long _records;

    private DemoRun(DemoOptions options, ProgressBar screen, TimeProvider time) =>
        (_options, _screen, _time, _folder) = (options, screen, time, new DemoFolder(options.DataFolder));

    /// <summary>The server, as long as the demo is not disposed of.</summary>
    public LocalServer Server => _server!;

    /// <summary>Where its data are.</summary>
    public string Folder => _folder.Path;

    /// <summary>Messages that arrived at the demo's own receiver; null where a channels file was named.</summary>
    public int? Messages => _receiver?.Count;

    /// <summary>When the first incident was seen in the table, on the machine's clock; null before.</summary>
    public DateTimeOffset? FirstIncidentAt { get; private set; }

    /// <summary>Starts receiver and server. Throws <see cref="LocalServerException"/> or <see cref="Storage.StorageUnavailableException"/> with what to do.</summary>
    public static async Task<DemoRun> StartAsync(DemoOptions options, ProgressBar screen, TimeProvider time, CancellationToken cancellationToken)
    {
        var demo = new DemoRun(options, screen, time);
        try
        {
            await demo.StartAsync(cancellationToken).ConfigureAwait(false);
            return demo;
        }
        catch
        {
            await demo.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends the day and gives what came of it. Throws <see cref="LocalServerException"/> where the server ends before.</summary>
    public async Task<DemoReport> FeedAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var day = FeedDayAsync(ending.Token);
        if (await Task.WhenAny(day, Server.Ended).ConfigureAwait(false) != day)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await ((Task)day).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Server.Ended.ConfigureAwait(false);
        }

        return await day.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }

        if (_receiver is not null)
        {
            await _receiver.DisposeAsync().ConfigureAwait(false);
        }

        _folder.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var channels = _options.ChannelsFile;
        if (channels is null)
        {
            _receiver = await DemoReceiver.StartAsync(Tell, _time, cancellationToken).ConfigureAwait(false);
            channels = await DemoChannels.WriteAsync(_folder.Path, _receiver, cancellationToken).ConfigureAwait(false);
        }

        var options = new LocalOptions
        {
            DataFolder = _folder.Path,
            Urls = _options.Urls,
            Storage = _options.Storage,
            ChannelsFile = channels,
            Clock = ClockMode.Record,
        };
        _server = await LocalServer.StartAsync(options, _screen.Say, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DemoReport> FeedDayAsync(CancellationToken cancellationToken)
    {
        var traffic = new DemoTraffic();
        var watcher = new DemoWatcher(Server.Incidents, _time);
        using var feeder = new DemoFeeder(Server.Url, _time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = watcher.FollowAsync(LookInterval, over.Token);
        try
        {
            var started = _time.GetTimestamp();
            for (var minute = 0; minute < DemoDay.Minutes; minute++)
            {
                var early = TimeSpan.FromSeconds(minute / _options.MinutesPerSecond) - _time.GetElapsedTime(started);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, _time, cancellationToken).ConfigureAwait(false);
                }

                var records = traffic.Minute(minute);
                await feeder.SendAsync(records, cancellationToken).ConfigureAwait(false);
                _records += records.Count;
                Show(minute + 1, watcher.Count);
            }

            await feeder.CloseClockAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var incidents = await SettleAsync(watcher, cancellationToken).ConfigureAwait(false);
        FirstIncidentAt = watcher.FirstAt;
        return DemoReport.Of(traffic.Injections, incidents);
    }

    /// <summary>Waits, for a bounded time, until all has been worked off and neither an incident nor a message changes any more.</summary>
    private async Task<IReadOnlyList<Incident>> SettleAsync(DemoWatcher watcher, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var (changed, last) = (started, "");
        while (true)
        {
            var all = await watcher.LookAsync(cancellationToken).ConfigureAwait(false);
            var state = string.Join('\n', all.Select(incident => $"{incident.Id} {incident.Status} {incident.Severity} {incident.LastSeen:O} {incident.Anomalies.Count}").Append($"{Messages}"));
            if (state != last || !await Server.IsIdleAsync(cancellationToken).ConfigureAwait(false))
            {
                (changed, last) = (_time.GetTimestamp(), state);
            }

            if (_time.GetElapsedTime(changed) >= QuietToSettle || _time.GetElapsedTime(started) >= SettleTimeout)
            {
                return all;
            }

            await Task.Delay(LookInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Show(int minutes, int incidents)
    {
        var clock = $"{minutes / 60:00}:{minutes % 60:00}";
        _screen.Show((double)minutes / DemoDay.Minutes, string.Create(CultureInfo.InvariantCulture, $"{clock}  {_records:N0} records, {incidents} incidents, {Messages ?? 0} messages"));
        if (!_screen.IsDrawn && minutes % MinutesPerLine == 0)
        {
            _screen.Say(string.Create(CultureInfo.InvariantCulture, $"{clock} of 24:00: {_records:N0} records, {incidents} incidents, {Messages ?? 0} messages"));
        }
    }

    private void Tell(DemoMessage message) => _screen.Say($"webhook received: {message.Type}  {message.Title}");
}
