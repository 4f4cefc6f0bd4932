using AnomalyWatch.Pipeline.Alerting.Risks;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>What one partition of the second fold remembers: plain values under ordinal keys, every collection bounded.</summary>
internal sealed class AlertingState
{
    private readonly AlertingOptions _options;
    private readonly SortedDictionary<string, KeyedAnomalies> _keys = new(StringComparer.Ordinal);

    // The callers' keys with an anomaly at a function: what a behaviour incident there may have to mention.
    private readonly Dictionary<string, SortedSet<string>> _principalKeys = new(StringComparer.Ordinal);

    private int _anomalies;
    private int _told;

    public AlertingState(AlertingOptions options)
    {
        _options = options;
        Clocks = new ScorerClocks(options.MaxScorers);
        Changes = new RecentChanges(options.MaxChanges, Entries);
        Operators = new KnownOperators(options.MaxOperatorAccounts, Entries);
    }

    public ScorerClocks Clocks { get; }

    public RecentChanges Changes { get; }

    public KnownOperators Operators { get; }

    /// <summary>Which entries a snapshot would have to write again.</summary>
    public ChangedEntries Entries { get; } = new();

    /// <summary>The keys of all entries: those of incidents, of changes and of operators.</summary>
    public IEnumerable<string> EntryKeys => _keys.Keys.Concat(Changes.Keys).Concat(Operators.Keys);

    public IEnumerable<KeyedAnomalies> Keys => _keys.Values;

    /// <summary>How many anomalies are held.</summary>
    public int AnomalyCount => _anomalies;

    public KeyedAnomalies? Find(string key) => _keys.GetValueOrDefault(key);

    /// <summary>The keys of callers with anomalies at a function.</summary>
    public IReadOnlyCollection<string> PrincipalKeys(string function) =>
        _principalKeys.TryGetValue(function, out var keys) ? keys : [];

    /// <summary>Takes a sighting in. Null where it adds nothing to what is known, or finds no room in any key.</summary>
    public KeyedAnomalies? Put(Anomaly seen)
    {
        var keyed = Home(seen);
        if (keyed is null)
        {
            AlertingCounters.CountOverflow("keys");
            return null;
        }

        if (keyed.Anomalies.TryGetValue(seen.Id, out var known))
        {
            var union = AnomalyUnion.Of(known, seen);
            if (ReferenceEquals(union, known))
            {
                return null;
            }

            keyed.Anomalies[seen.Id] = union;
            Entries.Change(keyed.Key);
            return keyed;
        }

        Entries.Change(keyed.Key);
        if (keyed.Anomalies.Count >= _options.MaxAnomaliesPerKey || !MakeRoom(keyed))
        {
            AlertingCounters.CountOverflow("anomalies");
            keyed.LeftOut++;
            return keyed.Told.Count > 0 ? keyed : null;
        }

        keyed.Anomalies.Add(seen.Id, seen);
        _anomalies++;
        Index(keyed, seen.Function);
        return keyed;
    }

    /// <summary>Takes up what was known of a key; false where it is known already.</summary>
    public bool TryRestore(KeyedAnomalies keyed)
    {
        if (!_keys.TryAdd(keyed.Key, keyed))
        {
            return false;
        }

        _anomalies += keyed.Anomalies.Count;
        keyed.IsCountedTold = keyed.Told.Count > 0;
        _told += keyed.IsCountedTold ? 1 : 0;
        foreach (var anomaly in keyed.Anomalies.Values)
        {
            Index(keyed, anomaly.Function);
        }

        return true;
    }

    /// <summary>Lets anomalies go that have been over for long; a key without any goes too.</summary>
    public void Forget(KeyedAnomalies keyed, IEnumerable<string> anomalyIds)
    {
        foreach (var id in anomalyIds)
        {
            if (keyed.Anomalies.Remove(id, out var gone))
            {
                _anomalies--;
                Unindex(keyed, gone.Function);
            }
        }
    }

    /// <summary>To be called when a key's incidents or anomalies have changed: keeps count, and lets a key go that holds nothing any more.</summary>
    public void Settle(KeyedAnomalies keyed)
    {
        var isTold = keyed.Told.Count > 0;
        _told += (isTold ? 1 : 0) - (keyed.IsCountedTold ? 1 : 0);
        keyed.IsCountedTold = isTold;
        Entries.Change(keyed.Key);
        if (keyed.IsEmpty)
        {
            Remove(keyed);
        }
    }

    /// <summary>The key under which an anomaly is held or has room: its own, or the account's where there are too many.</summary>
    private KeyedAnomalies? Home(Anomaly seen)
    {
        var key = IncidentKey.Of(seen);
        var overflow = IncidentKey.OfOverflow(seen.Function);
        var own = Find(key);
        if (own is not null && (own.Told.Count > 0 || own.Anomalies.ContainsKey(seen.Id)))
        {
            return own;
        }

        if (Find(overflow) is { } shared && shared.Anomalies.ContainsKey(seen.Id))
        {
            return shared;
        }

        if (_told < _options.MaxToldKeys)
        {
            return own ?? Open(key);
        }

        AlertingCounters.CountOverflow("told_keys");

        // A name such as other/<anything> makes accounts at will, so their number has an end too.
        return Find(overflow) ?? (_told < _options.MaxToldKeys + (_options.MaxToldKeys / 4) + 1 ? Open(overflow) : null);
    }

    private KeyedAnomalies Open(string key)
    {
        if (_keys.Count - _told >= _options.MaxPendingKeys)
        {
            DropPending();
        }

        return _keys[key] = new KeyedAnomalies(key);
    }

    private bool MakeRoom(KeyedAnomalies wanted)
    {
        if (_anomalies >= _options.MaxAnomalies)
        {
            DropPending(except: wanted);
        }

        return _anomalies < _options.MaxAnomalies;
    }

    /// <summary>Drops the oldest eighth of the keys of which nothing has been told: many at once, so that a flood does not sort for every new one.</summary>
    private void DropPending(KeyedAnomalies? except = null)
    {
        var oldest = _keys.Values
            .Where(keyed => keyed.Told.Count == 0 && keyed != except)
            .OrderBy(keyed => keyed.Anomalies.Count == 0 ? DateTimeOffset.MinValue : keyed.Anomalies.Values.Max(anomaly => anomaly.WindowEnd))
            .ThenBy(keyed => keyed.Key, StringComparer.Ordinal)
            .Take((_options.MaxPendingKeys / 8) + 1)
            .ToList();
        AlertingCounters.CountOverflow("pending_keys", oldest.Count);
        foreach (var keyed in oldest)
        {
            Forget(keyed, [.. keyed.Anomalies.Keys]);
            Remove(keyed);
        }
    }

    private void Remove(KeyedAnomalies keyed)
    {
        _keys.Remove(keyed.Key);
        Entries.Remove(keyed.Key);
    }

    private void Index(KeyedAnomalies keyed, string function)
    {
        if (!IncidentKey.IsPrincipal(keyed.Key))
        {
            return;
        }

        if (!_principalKeys.TryGetValue(function, out var keys))
        {
            _principalKeys[function] = keys = new SortedSet<string>(StringComparer.Ordinal);
        }

        keys.Add(keyed.Key);
    }

    private void Unindex(KeyedAnomalies keyed, string function)
    {
        if (_principalKeys.TryGetValue(function, out var keys)
            && !keyed.Anomalies.Values.Any(anomaly => anomaly.Function == function)
            && keys.Remove(keyed.Key)
            && keys.Count == 0)
        {
            _principalKeys.Remove(function);
        }
    }
}
