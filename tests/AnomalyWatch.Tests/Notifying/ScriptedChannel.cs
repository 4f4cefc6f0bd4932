using System.Collections.Concurrent;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>A channel that answers as the test says, given the message and the number of the attempt (from 1).</summary>
internal sealed class ScriptedChannel(string name, TimeProvider time, Func<Notification, int, Task<DeliveryResult>> answer) : IChannel
{
    private int _attempts;

    public ScriptedChannel(string name, TimeProvider time)
        : this(name, time, (_, _) => Task.FromResult(DeliveryResult.Delivered))
    {
    }

    public string Name => name;

    public Severity MinSeverity { get; init; }

    public SendRate Rate { get; init; } = SendRate.Unlimited;

    /// <summary>Every attempt, delivered or not, and when.</summary>
    public ConcurrentQueue<(Notification Message, DateTimeOffset At)> Attempts { get; } = new();

    public IReadOnlyList<NotifyReason> Reasons => [.. Attempts.Select(attempt => attempt.Message.Reason)];

    public Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken)
    {
        Attempts.Enqueue((notification, time.GetUtcNow()));
        return answer(notification, Interlocked.Increment(ref _attempts)).WaitAsync(cancellationToken);
    }
}
