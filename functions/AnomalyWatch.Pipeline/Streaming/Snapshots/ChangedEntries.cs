namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Which entries of a state differ from those that are kept outside. An entry that came and went in between leaves no trace, so this never holds
/// more keys than there are entries now plus those that were kept last.
/// </summary>
internal sealed class ChangedEntries
{
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>Notes that an entry is new or has another content.</summary>
    public void Change(string key) => _changed.Add(key);

    /// <summary>Notes that an entry is gone.</summary>
    public void Remove(string key)
    {
        if (_kept.Contains(key))
        {
            _changed.Add(key);
        }
        else
        {
            _changed.Remove(key);
        }
    }

    /// <summary>The keys that changed, in ordinal order, or with <paramref name="all"/> those of every entry; from now on they count as kept.</summary>
    /// <param name="all">Whether the entries kept so far are of no use.</param>
    /// <param name="present">Every entry that there is.</param>
    public IReadOnlyList<string> Take(bool all, IReadOnlyCollection<string> present)
    {
        string[] taken = [.. (all ? present : _changed).Order(StringComparer.Ordinal)];
        Keep(present);
        return taken;
    }

    /// <summary>Says that exactly these entries are kept, as they are.</summary>
    public void Keep(IEnumerable<string> present)
    {
        _changed.Clear();
        _kept.Clear();
        _kept.UnionWith(present);
    }
}
