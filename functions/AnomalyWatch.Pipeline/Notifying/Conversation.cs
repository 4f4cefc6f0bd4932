using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>
/// What one channel and the log have to do with each other. Every step reads the incident and the row anew and writes the row only where
/// nobody else has, so that any number of notifiers, and a crash anywhere, do no harm: an attempt is counted before it is made, and a
/// row that waits is taken up by whoever comes after its <see cref="NotificationRecord.DueAt"/>.
/// </summary>
internal sealed class Conversation(IIncidentStore store, INotificationLog log, IChannel channel, NotifierOptions options, TimeProvider time)
{
    // Until the next start; by then the configuration may have been mended.
    private volatile bool _isGone;

    public string Channel => channel.Name;

    /// <summary>
    /// Writes down that there is something to say, where there is, so that the hint may be forgotten. Returns whether there is. A row that
    /// waits already is touched where there is news: whoever is at it then notices that it should look again.
    /// </summary>
    public async Task<bool> NoteAsync(Incident incident, bool isNews, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await log.FindAsync(incident.Id, Channel, cancellationToken);
            if (row?.State == DeliveryState.Retrying && !isNews)
            {
                return true;
            }

            if (row?.State != DeliveryState.Retrying && Say(incident, row) is null)
            {
                return false;
            }

            var noted = row is { State: DeliveryState.Retrying } ? row with { UpdatedAt = time.GetUtcNow() } : Waiting(incident.Id, row?.Told);
            if (await log.TryReplaceAsync(row, noted, cancellationToken) is not null)
            {
                return true;
            }
        }
    }

    /// <summary>From when the next attempt may be made; null where there is nothing to say. Clears a row that waits for nothing.</summary>
    public async Task<DateTimeOffset?> DueAsync(string incidentId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (incident, row) = await ReadAsync(incidentId, cancellationToken);
            if (incident is not null && Say(incident, row) is { } message)
            {
                return DueAt(message, row);
            }

            if (row is not { State: DeliveryState.Retrying } || await log.TryReplaceAsync(row, Cleared(row, incident), cancellationToken) is not null)
            {
                return null;
            }
        }
    }

    /// <summary>Takes the attempt that is due now for itself; null where none is, or where somebody else was faster.</summary>
    public async Task<Claim?> ClaimAsync(string incidentId, CancellationToken cancellationToken)
    {
        var (incident, row) = await ReadAsync(incidentId, cancellationToken);
        var now = time.GetUtcNow();
        if (incident is null || Say(incident, row) is not { } message || DueAt(message, row) > now)
        {
            return null;
        }

        var claimed = new NotificationRecord
        {
            IncidentId = incidentId,
            Channel = Channel,
            State = DeliveryState.Retrying,
            Reason = message.Reason,
            NotificationId = message.Id,
            // An incident that changes between attempts does not get more of them.
            Attempts = row is { State: DeliveryState.Retrying } ? row.Attempts + 1 : 1,
            UpdatedAt = now,
            DueAt = now + options.Lease,
            Detail = row?.State == DeliveryState.Retrying ? row.Detail : null,
            Told = row?.Told,
            Saying = InDoubt(row) ?? Told.After(row?.Told, message, now),
        };
        if (claimed.Attempts > options.MaxAttempts)
        {
            // The last attempt was claimed by somebody who did not live to record it.
            await RecordAsync(new Claim(message, row!), new DeliveryResult(DeliveryOutcome.Rejected, null, "The last attempt was cut short."), cancellationToken);
            return null;
        }

        return await log.TryReplaceAsync(row, claimed, cancellationToken) is { } written ? new Claim(message, written) : null;
    }

    /// <summary>Makes the attempt. Throws only on cancellation.</summary>
    public async Task<DeliveryResult> SendAsync(Claim claim, CancellationToken cancellationToken)
    {
        if (_isGone)
        {
            return new DeliveryResult(DeliveryOutcome.Gone, null, "The receiver answered an earlier message that it is gone for good.");
        }

        try
        {
            var result = await channel.DeliverAsync(claim.Message, cancellationToken);
            _isGone |= result.Outcome == DeliveryOutcome.Gone;
            return result;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A channel must not throw; what it throws may hold anything, so only its kind is kept.
            return new DeliveryResult(DeliveryOutcome.Retry, null, $"The channel failed ({exception.GetType().Name}).", MayHaveArrived: true);
        }
    }

    /// <summary>Writes down what became of an attempt, over whatever was written meanwhile. Returns the row.</summary>
    public async Task<NotificationRecord> RecordAsync(Claim claim, DeliveryResult result, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        for (var row = claim.Row; ;)
        {
            var outcome = Outcome(claim, result, now);
            if (row.Version != claim.Row.Version && outcome.State == DeliveryState.Delivered)
            {
                // Touched while we sent: what was said may be out of date, so somebody has to look again, even if we end here.
                outcome = outcome with { State = DeliveryState.Retrying, Attempts = 0, DueAt = now };
            }

            if (await log.TryReplaceAsync(row, outcome, cancellationToken) is { } written)
            {
                Count(written, result, claim);
                return written;
            }

            row = await log.FindAsync(claim.Row.IncidentId, Channel, cancellationToken) ?? claim.Row with { Version = null };
            if (HasGoneOn(claim.Row, row, result))
            {
                return row;
            }
        }
    }

    /// <summary>Whether somebody took our attempt for dead and went on without us; then what they wrote is newer than what we know.</summary>
    private static bool HasGoneOn(NotificationRecord claimed, NotificationRecord row, DeliveryResult result) =>
        (row.Told?.Messages ?? 0) > (claimed.Told?.Messages ?? 0)
        || (result.Outcome != DeliveryOutcome.Delivered && (row.State != DeliveryState.Retrying || row.Attempts != claimed.Attempts));

    private async Task<(Incident? Incident, NotificationRecord? Row)> ReadAsync(string incidentId, CancellationToken cancellationToken) =>
        (await store.FindAsync(incidentId, cancellationToken), await log.FindAsync(incidentId, Channel, cancellationToken));

    /// <summary>What people know if an attempt whose outcome nobody knows has reached them; null where there is no such attempt.</summary>
    private static Told? InDoubt(NotificationRecord? row) => row is { State: DeliveryState.Retrying } ? row.Saying : null;

    /// <summary>
    /// What is to be said now; null where nothing is, or where just that was given up before. A message that may have arrived is said again
    /// as it was, under its id, even if there is by now another or nothing to say: what is new comes after it, as a message of its own.
    /// </summary>
    private Notification? Say(Incident incident, NotificationRecord? row)
    {
        if (InDoubt(row) is { } saying)
        {
            return new Notification(row!.NotificationId, incident, saying.Reason, Link(incident.Id));
        }

        var reason = NotifyDecision.Of(incident, row?.Told, channel.MinSeverity);
        if (reason == NotifyReason.None)
        {
            return null;
        }

        var id = NotificationId.Of(incident, reason, row?.Told);
        return row is { State: DeliveryState.DeadLettered } && row.NotificationId == id ? null : new Notification(id, incident, reason, Link(incident.Id));
    }

    private Uri? Link(string incidentId) => options.PageUri is { } page ? new UriBuilder(page) { Fragment = incidentId }.Uri : null;

    /// <summary>After a failed attempt when the receiver allows, for mere growth after a pause, else at once.</summary>
    private DateTimeOffset DueAt(Notification message, NotificationRecord? row)
    {
        var pause = message.Reason == NotifyReason.Grown && row?.Told is { } told ? told.At + options.GrowthPause : DateTimeOffset.MinValue;
        return row is { State: DeliveryState.Retrying, Attempts: > 0, DueAt: { } due } && due > pause ? due : pause;
    }

    private NotificationRecord Waiting(string incidentId, Told? told) => new()
    {
        IncidentId = incidentId,
        Channel = Channel,
        State = DeliveryState.Retrying,
        Reason = NotifyReason.None,
        NotificationId = "",
        Attempts = 0,
        UpdatedAt = time.GetUtcNow(),
        DueAt = time.GetUtcNow(),
        Told = told,
    };

    /// <summary>A row that waited for something that need not, or cannot, be said any more.</summary>
    private NotificationRecord Cleared(NotificationRecord row, Incident? incident) => row with
    {
        State = incident is null ? DeliveryState.DeadLettered : row.Told is null ? DeliveryState.Obsolete : DeliveryState.Delivered,
        UpdatedAt = time.GetUtcNow(),
        DueAt = null,
        Detail = incident is null ? "The incident is not stored any more." : row.Detail,
        Saying = null,
    };

    private NotificationRecord Outcome(Claim claim, DeliveryResult result, DateTimeOffset now)
    {
        var next = claim.Row with { UpdatedAt = now, DueAt = null, Detail = result.Detail, Saying = null };
        return result.Outcome switch
        {
            DeliveryOutcome.Delivered => next with { State = DeliveryState.Delivered, Detail = null, Told = claim.Row.Saying! with { At = now } },
            DeliveryOutcome.Retry when claim.Row.Attempts < options.MaxAttempts => next with
            {
                DueAt = now + Backoff.After(claim.Row.Attempts, claim.Message.Id, result.RetryAfter),
                Saying = result.MayHaveArrived ? claim.Row.Saying : null,
            },
            _ => next with { State = DeliveryState.DeadLettered },
        };
    }

    private void Count(NotificationRecord written, DeliveryResult result, Claim claim)
    {
        var tag = NotifyingMeters.Channel(Channel);
        NotifyingMeters.Attempts.Add(1, tag, new("outcome", result.Outcome.ToString()));
        if (result.Outcome == DeliveryOutcome.Delivered)
        {
            NotifyingMeters.Delivered.Add(1, tag, new("reason", claim.Message.Reason.ToString()));
        }
        else if (written.State == DeliveryState.DeadLettered)
        {
            NotifyingMeters.DeadLettered.Add(1, tag);
        }
    }
}
