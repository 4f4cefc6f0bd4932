using System.Diagnostics.Metrics;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// The end of the second fold: writes an incident and leaves a hint for the notifier, trying again while the storage fails. An incident
/// that cannot be written for <see cref="MaxAttempts"/> attempts is counted and passed over, so that it does not stop those behind it;
/// its next state is written again in full.
/// </summary>
internal sealed class IncidentWriter(IIncidentStore store, INotificationQueue? hints, TimeProvider time)
{
    /// <summary>Pauses double from a quarter of a second up to half a minute: about seven minutes in all.</summary>
    public const int MaxAttempts = 20;

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
                await store.SaveAsync(incident, cancellationToken).ConfigureAwait(false);
                if (hints is not null)
                {
                    await hints.EnqueueAsync(incident.Id, cancellationToken).ConfigureAwait(false);
                }

                Written.Add(1);
                return;
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                Failures.Add(1);
                if (attempt == MaxAttempts)
                {
                    Unwritten.Add(1);
                    return;
                }
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
