using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>
/// Tells people: takes hints, decides what is to be said on each channel, and says it until the receiver has taken it or it is given
/// up. Each message is taken once by its receiver; after a crash between sending and recording it comes once more under the same
/// <see cref="Notification.Id"/>. Several notifiers may share the stores. Safe for concurrent use; ends for good with <see cref="RunAsync"/> or <see cref="DisposeAsync"/>.
/// </summary>
public sealed class Notifier : IAsyncDisposable
{
    private const int MaxSwept = 1000;
    private const int MaxMarksSwept = 10_000;

    // With the pauses between them less than the queue hides a hint.
    private const int MaxNoteAttempts = 5;

    private readonly IIncidentStore _store;
    private readonly INotificationLog _log;
    private readonly INotificationQueue _queue;
    private readonly INotificationOutbox? _outbox;
    private readonly NotifierOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<(Conversation Conversation, ChannelWorker Worker)> _channels;

    /// <summary>How long a call of <see cref="TakeHintAsync"/> or <see cref="WorkOffAsync"/> waits for messages to be taken: whoever pays for time does not wait for a receiver's pause.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(40);

    /// <summary>How long after an incident was marked its row may still be on its way; a mark is kept so long, though it was looked at.</summary>
    internal static readonly TimeSpan MarkGrace = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Joins the parts; without <paramref name="outbox"/> a hint that is lost is lost. Throws <see cref="ArgumentException"/> where an option is
    /// out of range or two channels have one name.
    /// </summary>
    public Notifier(
        IIncidentStore store,
        INotificationLog log,
        INotificationQueue queue,
        IReadOnlyList<IChannel> channels,
        NotifierOptions options,
        TimeProvider time,
        INotificationOutbox? outbox = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (channels.DistinctBy(channel => channel.Name, StringComparer.Ordinal).Count() < channels.Count)
        {
            throw new ArgumentException("Two channels have the same name.", nameof(channels));
        }

        (_store, _log, _queue, _options, _time, _outbox) = (store, log, queue, options, time, outbox);
        _channels = [.. channels.Select(channel =>
        {
            var conversation = new Conversation(store, log, channel, options, time);
            return (conversation, new ChannelWorker(conversation, channel.Rate, options.MaxBacklog, time));
        })];
    }

    /// <summary>Follows the hints, and what earlier runs left behind, until cancelled. Storage that fails is waited for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                KeepOnAsync(ReceiveAsync, cancellationToken),
                KeepOnAsync(KeepSweepingAsync, cancellationToken));
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>
    /// Leads one incident through all channels at once. Ends when every channel is done with it, which takes as long as its retries take; when
    /// cancelled before, the deliveries go on. Returns the rows of the log, of the channels that have one.
    /// </summary>
    public async Task<IReadOnlyList<NotificationRecord>> NotifyAsync(string incidentId, CancellationToken cancellationToken)
    {
        var ends = await NoteAsync(incidentId, isNews: true, cancellationToken) ?? [];
        await Task.WhenAll(ends).WaitAsync(cancellationToken);
        var rows = await Task.WhenAll(_channels.Select(channel => _log.FindAsync(incidentId, channel.Conversation.Channel, cancellationToken)));
        return [.. rows.OfType<NotificationRecord>()];
    }

    /// <summary>Looks at the incidents that changed lately, whatever became of their hints, and takes up the messages that wait in the log and that nobody is at, without waiting for them.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await SweepMarksAsync(cancellationToken);
        foreach (var (conversation, worker) in _channels)
        {
            var now = _time.GetUtcNow();
            foreach (var row in await _log.ListAsync(conversation.Channel, DeliveryState.Retrying, MaxSwept, cancellationToken))
            {
                if (row.DueAt is null || row.DueAt <= now)
                {
                    _ = worker.Offer(row.IncidentId, isNews: false);
                }
            }
        }
    }

    /// <summary>
    /// Takes a hint that somebody else has received, for a program that lives only as long as it is called: notes what is to be said and waits
    /// <see cref="LongestWait"/> for it to be said at most. What takes longer waits in the log for <see cref="WorkOffAsync"/>. Throws where the storage fails.
    /// </summary>
    public async Task TakeHintAsync(string hint, CancellationToken cancellationToken)
    {
        if (!StorageNotificationQueue.IsHint(hint))
        {
            NotifyingMeters.PoisonHints.Add(1);
            return;
        }

        if (await NoteAsync(hint, isNews: true, cancellationToken) is { } ends)
        {
            await WaitAsync(Task.WhenAll(ends), cancellationToken);
        }
        else
        {
            NotifyingMeters.UnknownIncidents.Add(1);
        }
    }

    /// <summary>As <see cref="SweepAsync"/>, and waits <see cref="LongestWait"/> at most for what is under way then.</summary>
    public async Task WorkOffAsync(CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);
        await WaitAsync(Task.WhenAll(_channels.Select(channel => channel.Worker.WhenIdleAsync())), cancellationToken);
    }

    /// <summary>Ends what is under way. What was not recorded is made up for by the next notifier.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, worker) in _channels)
        {
            await worker.DisposeAsync();
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await foreach (var incidentId in _queue.ReceiveAsync(cancellationToken))
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    // When this returns, the log knows what is to be said, and the hint may go.
                    if (await NoteAsync(incidentId, isNews: true, cancellationToken) is null)
                    {
                        NotifyingMeters.UnknownIncidents.Add(1);
                    }

                    break;
                }
                catch (Exception) when (attempt < MaxNoteAttempts && !cancellationToken.IsCancellationRequested)
                {
                    NotifyingMeters.StorageFailures.Add(1);
                    await Pause.ForAsync(Backoff.After(attempt, incidentId, null), _time, cancellationToken);
                }
            }
        }
    }

    private async Task SweepMarksAsync(CancellationToken cancellationToken)
    {
        foreach (var mark in _outbox is null ? [] : await _outbox.ListAsync(MaxMarksSwept, cancellationToken))
        {
            await NoteAsync(mark.IncidentId, isNews: false, cancellationToken);

            // A younger one may have been looked at before its row was written: it is looked at once more.
            if (mark.PutAt + MarkGrace <= _time.GetUtcNow())
            {
                await _outbox!.RemoveAsync(mark, cancellationToken);
            }
        }
    }

    private async Task KeepSweepingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await SweepAsync(cancellationToken);
            await Pause.ForAsync(_options.SweepInterval, _time, cancellationToken);
        }
    }

    private async Task WaitAsync(Task work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(work, Pause.ForAsync(LongestWait, _time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Begins again, after a pause, whatever fails.</summary>
    private async Task KeepOnAsync(Func<CancellationToken, Task> loop, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await loop(cancellationToken);
                return;
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                NotifyingMeters.StorageFailures.Add(1);
                await Pause.ForAsync(TimeSpan.FromSeconds(5), _time, cancellationToken);
            }
        }
    }

    /// <summary>Writes down what is to be said and sets the channels going; null where there is no such incident. No channel's failure keeps another from it.</summary>
    private async Task<IReadOnlyList<Task>?> NoteAsync(string incidentId, bool isNews, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(incidentId, cancellationToken) is not { } incident)
        {
            return null;
        }

        var ends = await Task.WhenAll(_channels.Select(async channel =>
            await channel.Conversation.NoteAsync(incident, isNews, cancellationToken) ? channel.Worker.Offer(incidentId, isNews) : null));
        return [.. ends.OfType<Task>()];
    }
}
