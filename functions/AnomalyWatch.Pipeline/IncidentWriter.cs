using System.Diagnostics.Metrics;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using Azure;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// The end of the second fold: marks an incident in the outbox, writes it and leaves a hint for the notifier, in this order, so that a death in
/// between leaves at worst a mark too many; and tries again while the storage fails, for as long as it fails: those behind could not be written
/// either, and nothing is lost. An incident that a healthy storage refuses <see cref="MaxAttempts"/> times is counted and passed over, so that it does not stop
/// those behind it; its next state is written again in full.
/// </summary>
internal sealed class IncidentWriter(
    IIncidentStore store, INotificationQueue? hints, TimeProvider time, INotificationOutbox? outbox = null, Action<string>? reached = null)
{
    /// <summary>How often an incident is offered to a storage that refuses it. Pauses double from a quarter of a second up to half a minute: about seven minutes in all.</summary>
    public const int MaxAttempts = 20;

    /// <summary>The longest attempt; less than <see cref="Notifier.MarkGrace"/>, within which a row must follow its mark.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly Meter Meter = new("AnomalyWatch");
    private static readonly Counter<long> Written = Meter.CreateCounter<long>("anomalywatch.alerting.incidents_written", "{write}");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("anomalywatch.alerting.write_failures", "{attempt}");
    private static readonly Counter<long> Unwritten = Meter.CreateCounter<long>("anomalywatch.alerting.incidents_unwritten", "{incident}");

    /// <summary>Writes one state of an incident. Throws only on cancellation.</summary>
    public async Task WriteAsync(Incident incident, CancellationToken cancellationToken)
    {
        using var activity = IncidentTrace.Start(incident);
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(incident, cancellationToken).ConfigureAwait(false);
                Written.Add(1);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Failures.Add(1);
                if (attempt >= MaxAttempts && IsRefused(exception))
                {
                    Unwritten.Add(1);
                    return;
                }
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Whether the storage is well and does not want this incident: no other time would help.</summary>
    private static bool IsRefused(Exception exception) => exception switch
    {
        RequestFailedException refused => refused.Status is 400 or 413 or 414 or 415,
        AggregateException or HttpRequestException or IOException or OperationCanceledException or TimeoutException => false,
        _ => true,
    };

    private async Task AttemptAsync(Incident incident, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        if (outbox is not null)
        {
            await outbox.PutAsync(incident.Id, either.Token).ConfigureAwait(false);
        }

        reached?.Invoke("incident-marked");
        await store.SaveAsync(incident, either.Token).ConfigureAwait(false);
        reached?.Invoke("incident-saved");
        if (hints is not null)
        {
            await hints.EnqueueAsync(incident.Id, either.Token).ConfigureAwait(false);
        }

        reached?.Invoke("hint-left");
    }
}
