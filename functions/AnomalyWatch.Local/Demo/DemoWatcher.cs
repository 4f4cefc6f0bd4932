using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Demo;

/// <summary>Reads the table of incidents, as the page does. What opens is told by the server itself; here it is counted.</summary>
internal sealed class DemoWatcher(IIncidentStore incidents, TimeProvider time)
{
    /// <summary>How many incidents there were at the last look.</summary>
    public int Count { get; private set; }

    /// <summary>When the first was seen, on the machine's clock; null before.</summary>
    public DateTimeOffset? FirstAt { get; private set; }

    /// <summary>Looks once; gives all incidents.</summary>
    public async Task<IReadOnlyList<Incident>> LookAsync(CancellationToken cancellationToken)
    {
        var all = await incidents.ListAsync(new IncidentQuery(Limit: IncidentQuery.MaxLimit), cancellationToken).ConfigureAwait(false);
        Count = all.Count;
        FirstAt ??= all.Count > 0 ? time.GetUtcNow() : null;
        return all;
    }

    /// <summary>Looks again and again until cancelled.</summary>
    public async Task FollowAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
