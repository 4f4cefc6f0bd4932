namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Incidents in memory, for replays and tests. Beyond its capacity the one first seen earliest goes. Safe for concurrent use.</summary>
public sealed class MemoryIncidentStore : IIncidentStore
{
    /// <summary>How many incidents are kept by default.</summary>
    public const int DefaultCapacity = 10_000;

    private readonly int _capacity;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Incident> _byId = new(StringComparer.Ordinal);
    private readonly SortedSet<(long NewestFirst, string Id)> _order = new(Comparer<(long NewestFirst, string Id)>.Create(Compare));

    /// <summary>Begins empty.</summary>
    public MemoryIncidentStore(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <inheritdoc/>
    public Task SaveAsync(Incident incident, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incident);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_byId.TryGetValue(incident.Id, out var known))
            {
                _order.Remove(Place(known));
            }

            _byId[incident.Id] = incident;
            _order.Add(Place(incident));
            if (_byId.Count > _capacity)
            {
                AlertingCounters.CountOverflow("stored_incidents");
                var oldest = _order.Max;
                _order.Remove(oldest);
                _byId.Remove(oldest.Id);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Incident?> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_byId.GetValueOrDefault(id));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Incident>>([.. _order.Select(place => _byId[place.Id]).Where(query.Wants).Take(query.Limit)]);
        }
    }

    /// <summary>All that is kept, the one first seen earliest first.</summary>
    public IReadOnlyList<Incident> All()
    {
        lock (_lock)
        {
            return [.. _order.Reverse().Select(place => _byId[place.Id])];
        }
    }

    private static (long NewestFirst, string Id) Place(Incident incident) => (-incident.FirstSeen.UtcTicks, incident.Id);

    private static int Compare((long NewestFirst, string Id) x, (long NewestFirst, string Id) y) =>
        x.NewestFirst.CompareTo(y.NewestFirst) is var order && order != 0 ? order : string.CompareOrdinal(x.Id, y.Id);
}
