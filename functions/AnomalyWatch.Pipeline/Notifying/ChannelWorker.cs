namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>Leads incidents through one channel, each to its end, so that no channel and no incident waits for another. What comes for an incident that is under way joins it.</summary>
internal sealed class ChannelWorker(Conversation conversation, SendRate rate, int maxBacklog, TimeProvider time) : IAsyncDisposable
{
    private readonly SendBudget _budget = new(rate, time);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Talk> _underWay = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes an incident on. Returns what ends when there is nothing left to do for it here, or null where as many are under way as may
    /// be: then it waits in the log. <paramref name="isNews"/> tells that the incident may have changed.
    /// </summary>
    public Task? Offer(string incidentId, bool isNews)
    {
        lock (_lock)
        {
            if (_underWay.TryGetValue(incidentId, out var talk))
            {
                if (isNews)
                {
                    talk.Wake();
                }

                return talk.End;
            }

            if (_stop.IsCancellationRequested)
            {
                return null;
            }

            if (_underWay.Count >= maxBacklog)
            {
                NotifyingMeters.CountOverflow("backlog");
                return null;
            }

            talk = new Talk();
            _underWay.Add(incidentId, talk);
            talk.End = Task.Run(() => RunAsync(incidentId, talk));
            return talk.End;
        }
    }

    /// <summary>Ends when everything that is under way now has ended.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_underWay.Values.Select(talk => talk.End));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] ends;
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            _stop.Cancel();
            ends = [.. _underWay.Values.Select(talk => talk.End)];
        }

        await Task.WhenAll(ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _budget.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(string incidentId, Talk talk)
    {
        var stop = _stop.Token;
        var failures = 0;
        try
        {
            while (true)
            {
                var news = talk.Listen();
                try
                {
                    if (await conversation.DueAsync(incidentId, stop) is { } due)
                    {
                        await StepAsync(incidentId, due, news, stop);
                    }
                    else if (TryEnd(incidentId, talk))
                    {
                        return;
                    }

                    failures = 0;
                }
                catch (Exception) when (!stop.IsCancellationRequested)
                {
                    NotifyingMeters.StorageFailures.Add(1);
                    await Pause.ForAsync(Backoff.After(++failures, incidentId, null), time, stop);
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                // Another may have begun since this one ended.
                if (_underWay.GetValueOrDefault(incidentId) == talk)
                {
                    _underWay.Remove(incidentId);
                }
            }
        }
    }

    private async Task StepAsync(string incidentId, DateTimeOffset due, Task news, CancellationToken stop)
    {
        var wait = due - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(Pause.ForAsync(wait, time, either.Token), news);
            await either.CancelAsync();
            stop.ThrowIfCancellationRequested();
            return;
        }

        await _budget.EnterAsync(stop);
        Claim? claim = null;
        try
        {
            claim = await conversation.ClaimAsync(incidentId, stop);
        }
        finally
        {
            _budget.Leave(isSending: claim is not null);
        }

        if (claim is not null)
        {
            await RecordAsync(claim, await conversation.SendAsync(claim, stop), stop);
        }
    }

    /// <summary>Does not give up while we live: what is not written down would be sent again.</summary>
    private async Task RecordAsync(Claim claim, DeliveryResult result, CancellationToken stop)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await conversation.RecordAsync(claim, result, stop);
                return;
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                NotifyingMeters.StorageFailures.Add(1);
                await Pause.ForAsync(Backoff.After(failures, claim.Message.Id, null), time, stop);
            }
        }
    }

    private bool TryEnd(string incidentId, Talk talk)
    {
        lock (_lock)
        {
            return !talk.HasNews && _underWay.Remove(incidentId);
        }
    }

    /// <summary>An incident under way.</summary>
    private sealed class Talk
    {
        private volatile TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task End { get; set; } = Task.CompletedTask;

        public bool HasNews => _news.Task.IsCompleted;

        public void Wake() => _news.TrySetResult();

        /// <summary>What completes with the next news from now on.</summary>
        public Task Listen()
        {
            if (HasNews)
            {
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _news.Task;
        }
    }
}
