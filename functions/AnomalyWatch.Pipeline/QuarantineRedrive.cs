using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Quarantine;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// Tries quarantined items again, one after another, by the same reader and into the same hub as a delivery. What can be read now is taken in, and
/// what is left stays. A death in between takes in again what was taken in; records that have an id then count once. Safe for concurrent use.
/// </summary>
public sealed class QuarantineRedrive(TelemetryDoor door, IQuarantine quarantine, QuarantineOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Tries an item again; null where there is none. Throws where the hub or the storage fails; then the item is still there.</summary>
    public async Task<RedriveResult?> RetryAsync(string id, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await quarantine.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } content
                ? await RetryAsync(content, cancellationToken).ConfigureAwait(false)
                : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<RedriveResult> RetryAsync(QuarantinedContent content, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = content.Item with { Attempts = content.Item.Attempts + 1, LastAttemptAt = now };

        // Old records count as late; one ahead of the clock would still move the log's time.
        var screen = new RecordScreen(door.Clock == ClockMode.Wall ? now : null, AccessScope.All) { Oldest = TimeSpan.MaxValue };
        var read = Rereading.Of(content, door.InvocationsName, options.MaxItemBytes, now, screen);
        if (read.Records.Count > 0)
        {
            await door.PublishAsync(read.Source, read.Records, now, CancellationToken.None).ConfigureAwait(false);
        }

        if (read.Unchanged is { } reason)
        {
            var same = before with { Reason = reason, Records = read.LeftInEvent ?? before.Records };
            await quarantine.NoteAsync(same, CancellationToken.None).ConfigureAwait(false);
            return new RedriveResult(read.Records.Count, read.NotInvocations, same);
        }

        // What is left is kept first: a death in between then costs a second attempt, and no bytes.
        QuarantinedItem? left = null;
        var isStillThere = false;
        foreach (var rest in read.Left)
        {
            left = rest.Item with { Time = before.Time, ContentType = before.ContentType, Attempts = before.Attempts, LastAttemptAt = now };
            isStillThere |= left.Id == before.Id;
            await quarantine.KeepAsync(rest with { Item = left }, CancellationToken.None).ConfigureAwait(false);
        }

        if (isStillThere)
        {
            await quarantine.NoteAsync(left!, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await quarantine.RemoveAsync(before.Id, CancellationToken.None).ConfigureAwait(false);
        }

        return new RedriveResult(read.Records.Count, read.NotInvocations, left);
    }
}
