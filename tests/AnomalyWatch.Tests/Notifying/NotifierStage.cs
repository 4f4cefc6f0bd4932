using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>A notifier in memory on a clock that stands still until the test moves it to the moment for which somebody waits.</summary>
internal sealed class NotifierStage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private Notifier? _notifier;

    public FakeTimeProvider Time { get; } = new(Some.Noon);

    public MemoryIncidentStore Store { get; } = new();

    public INotificationLog Log { get; init; } = new MemoryNotificationLog();

    public MemoryNotificationQueue Queue { get; } = new();

    public NotifierOptions Options { get; init; } = new();

    public Notifier Start(params IChannel[] channels)
    {
        _notifier = new Notifier(Store, Log, Queue, channels, Options, Time);
        return _notifier;
    }

    public void Run(params IChannel[] channels) => _running = Start(channels).RunAsync(_stop.Token);

    public async Task SaveAsync(Incident incident, CancellationToken cancel)
    {
        await Store.SaveAsync(incident, cancel);
        await Queue.EnqueueAsync(incident.Id, cancel);
    }

    /// <summary>Waits, in real time, until something holds of a row. The clock stands still.</summary>
    public Task<NotificationRecord> UntilAsync(IChannel channel, Func<NotificationRecord, bool> holds, int incident = 1) =>
        UntilAsync(Log, channel, holds, incident);

    public static async Task<NotificationRecord> UntilAsync(INotificationLog log, IChannel channel, Func<NotificationRecord, bool> holds, int incident = 1)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await log.FindAsync(Some.Id(incident), channel.Name, patience.Token) is { } row && holds(row))
            {
                return row;
            }

            await Task.Delay(2, patience.Token);
        }
    }

    public static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds())
        {
            await Task.Delay(2, patience.Token);
        }
    }

    /// <summary>Waits for the row to wait for attempt <paramref name="attempts"/> + 1, and moves the clock there.</summary>
    public async Task<NotificationRecord> MoveToRetryAsync(IChannel channel, int attempts)
    {
        var row = await UntilAsync(channel, row => row.State == DeliveryState.Retrying && row.Attempts == attempts && row.Detail is not null && row.DueAt != row.UpdatedAt + Options.Lease);
        Time.SetUtcNow(row.DueAt!.Value);
        return row;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_notifier is not null)
        {
            await _notifier.DisposeAsync();
        }

        _stop.Dispose();
    }
}
