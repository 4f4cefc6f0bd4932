using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Demo;

/// <summary>Reads the table of incidents, as the page does, and tells about each new one.</summary>
/// <param name="incidents">The table.</param>
/// <param name="onOpened">Called once for each incident, in the order in which they were told.</param>
internal sealed class DemoWatcher(IIncidentStore incidents, Action<Incident> onOpened)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>How many were told of.</summary>
    public int Count => _known.Count;

    /// <summary>Looks once; gives all incidents.</summary>
    public async Task<IReadOnlyList<Incident>> LookAsync(CancellationToken cancellationToken)
    {
        var all = await incidents.ListAsync(new IncidentQuery(Limit: IncidentQuery.MaxLimit), cancellationToken).ConfigureAwait(false);
        foreach (var incident in all.Where(incident => !_known.Contains(incident.Id)).OrderBy(incident => incident.DetectedAt).ThenBy(incident => incident.Id, StringComparer.Ordinal))
        {
            _known.Add(incident.Id);
            onOpened(incident);
        }

        return all;
    }

    /// <summary>Looks again and again until cancelled.</summary>
    public async Task FollowAsync(TimeSpan interval, TimeProvider time, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
