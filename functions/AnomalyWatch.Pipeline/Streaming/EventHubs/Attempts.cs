namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Tries something on a connection until it succeeds, cannot succeed, or has failed too often.</summary>
internal sealed class Attempts(ConnectionSlot slot, EventHubOptions options, TimeProvider time)
{
    /// <summary>The result of the first attempt that succeeds; else the last failure is thrown.</summary>
    public async Task<T> RunAsync<T>(Func<HubConnection, Task<T>> step, CancellationToken cancellationToken)
    {
        var pause = options.FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            HubConnection? connection = null;
            try
            {
                connection = await slot.GetAsync(cancellationToken).ConfigureAwait(false);
                return await step(connection).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && attempt < options.MaxAttempts && RetryRule.Of(exception) != RetryAdvice.Never)
            {
                var advice = RetryRule.Of(exception);
                StreamingMeters.Retries.Add(1);
                await PrepareAsync(connection, advice, cancellationToken).ConfigureAwait(false);
                await Task.Delay(advice == RetryAdvice.Wait && pause < options.BusyPause ? options.BusyPause : pause, time, cancellationToken).ConfigureAwait(false);
            }

            pause = pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
        }
    }

    /// <summary>Does what a failure asks for before the next attempt.</summary>
    public async Task PrepareAsync(HubConnection? connection, RetryAdvice advice, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            return;
        }

        try
        {
            if (advice == RetryAdvice.Authorize)
            {
                await connection.AuthorizeAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && RetryRule.Of(exception) != RetryAdvice.Never)
        {
            advice = RetryAdvice.Reconnect;
        }

        if (advice == RetryAdvice.Reconnect)
        {
            await slot.GiveUpAsync(connection).ConfigureAwait(false);
        }
    }
}
