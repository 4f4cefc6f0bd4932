using System.Security.Cryptography;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Serving.Watching;

/// <summary>
/// Notices changes of incidents by looking at the tables about once a second: page and console share nothing else with the stages, and
/// would work the same if those ran elsewhere.
/// </summary>
internal sealed class IncidentWatcher(IIncidentStore incidents, TimeProvider time)
{
    // All that are open, and the newest of all: what is neither changes no more.
    private static readonly IncidentQuery Open = new(Status: IncidentStatus.Open, Limit: IncidentQuery.MaxLimit);
    private static readonly IncidentQuery Newest = new(Limit: 100);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<IncidentSubscription> _subscriptions = [];
    private Dictionary<string, Sighting> _known = new(StringComparer.Ordinal);

    /// <summary>Listens to the changes from now on.</summary>
    public IncidentSubscription Subscribe()
    {
        var subscription = new IncidentSubscription(Leave);
        lock (_lock)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Looks once and tells nobody: what is there now is no change.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) => await LookAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Looks again and again until cancelled. While the tables do not answer nothing is told, and nothing is missed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                Tell(await LookAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // readyz and the writer's counters tell of a storage that fails; the next look finds what this one did not.
            }
        }
    }

    private async Task<List<IncidentChange>> LookAsync(CancellationToken cancellationToken)
    {
        var open = await incidents.ListAsync(Open, cancellationToken).ConfigureAwait(false);
        var newest = await incidents.ListAsync(Newest, cancellationToken).ConfigureAwait(false);
        var seen = open.Concat(newest).DistinctBy(incident => incident.Id).ToDictionary(incident => incident.Id, StringComparer.Ordinal);

        // What was open and is not listed any more has been resolved long after it was new, or merged into another.
        foreach (var (id, sighting) in _known)
        {
            if (sighting.IsOpen && !seen.ContainsKey(id) && await incidents.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } gone)
            {
                seen.Add(id, gone);
            }
        }

        var changes = new List<IncidentChange>();
        var now = new Dictionary<string, Sighting>(StringComparer.Ordinal);
        foreach (var incident in seen.Values.OrderBy(incident => incident.DetectedAt).ThenBy(incident => incident.Id, StringComparer.Ordinal))
        {
            var json = IncidentJson.ToUtf8Bytes(incident);
            var digest = Convert.ToHexString(SHA256.HashData(json));
            now.Add(incident.Id, new Sighting(digest, incident.Status == IncidentStatus.Open));
            if (!_known.TryGetValue(incident.Id, out var known) || known.Digest != digest)
            {
                changes.Add(new IncidentChange(incident, json));
            }
        }

        _known = now;
        return changes;
    }

    private void Tell(List<IncidentChange> changes)
    {
        lock (_lock)
        {
            foreach (var change in changes)
            {
                _subscriptions.ForEach(subscription => subscription.Tell(change));
            }
        }
    }

    private void Leave(IncidentSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private readonly record struct Sighting(string Digest, bool IsOpen);
}
