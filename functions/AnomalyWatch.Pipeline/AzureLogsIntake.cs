using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// Takes in what Azure's diagnostic settings write into an event hub. Each partition's position is kept, and where an event that is handed over is not the
/// one that is due the missing stretch is read from the hub; what retention has taken is told as a telemetry gap. An event comes in at least once: its
/// calls are recognised by their ids. One caller per partition at a time.
/// </summary>
/// <param name="logs">The hub, read through a consumer group that no trigger owns.</param>
/// <param name="door">Is told of losses.</param>
/// <param name="intake">Takes in the bodies.</param>
/// <param name="positions">Where positions are kept.</param>
/// <param name="time">The door's clock.</param>
/// <param name="say">Is told, in a sentence without any content, what a person should know.</param>
public sealed class AzureLogsIntake(
    IInvocationHub logs, TelemetryDoor door, DeliveryIntake intake, HubPositions positions, TimeProvider time, Action<string> say)
{
    /// <summary>How much of the process's time passes at most before a position is kept.</summary>
    public static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Position?[] _partitions = new Position?[logs.PartitionCount];

    /// <summary>Follows a partition until cancelled, from where it was left or else from the oldest event.</summary>
    public async Task FollowAsync(int partition, CancellationToken cancellationToken)
    {
        var position = await PositionAsync(partition, cancellationToken).ConfigureAwait(false);
        await foreach (var hubEvent in logs.ReceiveAsync(partition, position.Next ?? 0, cancellationToken).ConfigureAwait(false))
        {
            await TakeAsync(partition, hubEvent, cancellationToken).ConfigureAwait(false);
            if (time.GetElapsedTime(position.KeptAt) >= KeepEvery)
            {
                await KeepAsync(partition, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Takes one event that was handed over, and before it those that should have come and did not; passes over one that was taken before. Waits where the
    /// hub or the quarantine cannot take it in now.
    /// </summary>
    public async Task TakeAsync(int partition, HubEvent hubEvent, CancellationToken cancellationToken)
    {
        var position = await PositionAsync(partition, cancellationToken).ConfigureAwait(false);
        if (position.Next is { } due && hubEvent.SequenceNumber > due)
        {
            // Another instance may have had the partition in between.
            if (await positions.FindAsync(partition, cancellationToken).ConfigureAwait(false) is { } kept && kept > due)
            {
                (position.Next, position.LastEnqueued) = (kept, null);
            }
        }

        if (position.Next is { } next && hubEvent.SequenceNumber > next)
        {
            await foreach (var missed in logs.ReadAsync(partition, next, hubEvent.SequenceNumber - 1, cancellationToken).ConfigureAwait(false))
            {
                await StepAsync(partition, position, missed, cancellationToken).ConfigureAwait(false);
            }
        }

        await StepAsync(partition, position, hubEvent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps how far a partition has come. Storage that fails costs a repetition after the next start, nothing else.</summary>
    public async Task KeepAsync(int partition, CancellationToken cancellationToken)
    {
        if (_partitions[partition] is not { Next: { } next } position)
        {
            return;
        }

        position.KeptAt = time.GetTimestamp();
        try
        {
            await positions.KeepAsync(partition, next, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            say($"The position in {logs.Name}/{partition} could not be kept ({exception.GetType().Name}); it will be tried again.");
        }
    }

    private async Task<Position> PositionAsync(int partition, CancellationToken cancellationToken) =>
        _partitions[partition] ??= new Position
        {
            Next = await positions.FindAsync(partition, cancellationToken).ConfigureAwait(false),
            KeptAt = time.GetTimestamp(),
        };

    private async Task StepAsync(int partition, Position position, HubEvent hubEvent, CancellationToken cancellationToken)
    {
        if (position.Next is { } next && hubEvent.SequenceNumber != next)
        {
            if (hubEvent.SequenceNumber < next)
            {
                return; // delivery is at least once
            }

            await LoseAsync(partition, position, next, hubEvent, cancellationToken).ConfigureAwait(false);
        }

        await TakeInAsync(hubEvent, cancellationToken).ConfigureAwait(false);
        (position.Next, position.LastEnqueued) = (hubEvent.SequenceNumber + 1, hubEvent.EnqueuedTime);
    }

    private async Task TakeInAsync(HubEvent hubEvent, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(500);
        while (true)
        {
            var now = time.GetUtcNow();
            var delivery = new Delivery(Sources.AzureMonitor, hubEvent.Body, ContentEncoding: null, now);
            var screen = new RecordScreen(door.Clock == ClockMode.Wall ? now : null, AccessScope.All);
            if (await intake.TakeAsync(delivery, screen, cancellationToken).ConfigureAwait(false) is { } result)
            {
                IngestMeters.Count(delivery.Source, result);
                return;
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task LoseAsync(int partition, Position position, long next, HubEvent first, CancellationToken cancellationToken)
    {
        var events = first.SequenceNumber - next;
        StreamingMeters.Lost.Add(events, new KeyValuePair<string, object?>("hub", logs.Name));
        say($"{events} events of {logs.Name}/{partition} were gone before they were read: retention has taken them.");

        // After a restart nobody knows when the last event came; a day is what a hub keeps at least.
        var from = position.LastEnqueued ?? first.EnqueuedTime - TimeSpan.FromDays(1);
        await door.ControlAsync(
            Control.TelemetryLost(time.GetUtcNow(), TelemetryGap.NameOf(logs.Name, partition), events, from, first.EnqueuedTime), cancellationToken).ConfigureAwait(false);
    }

    private sealed class Position
    {
        public long? Next { get; set; }

        public long KeptAt { get; set; }

        public DateTimeOffset? LastEnqueued { get; set; }
    }
}
