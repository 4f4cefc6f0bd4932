using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>The changes that may be the cause of something. Each is an entry of its own in a snapshot, named by its content, since it never changes.</summary>
internal sealed class RecentChanges(int maxChanges, ChangedEntries entries)
{
    /// <summary>What the keys of these entries begin with; no incident's key does.</summary>
    public const string KeyPrefix = "change:";

    private const int MaxChangeBytes = FindingCodec.MaxBytes;

    private readonly SortedSet<Change> _inOrder = new(PossibleCause.Order);
    private readonly Dictionary<string, Change> _byKey = new(StringComparer.Ordinal);

    public IEnumerable<Change> InOrder => _inOrder;

    /// <summary>The keys of their entries.</summary>
    public IReadOnlyCollection<string> Keys => _byKey.Keys;

    public bool TryFind(string key, [NotNullWhen(true)] out Change? change) => _byKey.TryGetValue(key, out change);

    /// <summary>Keeps a change for as long as there is room; true where it is new.</summary>
    public bool Add(Change change)
    {
        if (!TryKeep(change))
        {
            return false;
        }

        entries.Change(KeyOf(change));
        if (_inOrder.Count <= maxChanges)
        {
            return true;
        }

        AlertingCounters.CountOverflow("changes");
        var oldest = _inOrder.Min!;
        Forget(oldest);
        return PossibleCause.Order.Compare(oldest, change) != 0;
    }

    public void ForgetBefore(DateTimeOffset time)
    {
        // Time comes first in their order.
        while (_inOrder.Min is { } oldest && oldest.Time < time)
        {
            Forget(oldest);
        }
    }

    public static void Write(StateWriter writer, Change change) => StateJson.Write(writer, change, ChangeJson.Write);

    public static Change? Read(ref StateReader reader) => StateJson.Read(ref reader, MaxChangeBytes, ChangeJson.Read);

    /// <summary>Takes up a change from its entry; false where the entry is another's, or there twice.</summary>
    public bool TryRestore(string key, Change change) => KeyOf(change) == key && TryKeep(change);

    /// <summary>32 hexadecimal digits made from all that a change says.</summary>
    public static string IdOf(Change change)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            ChangeJson.Write(json, change);
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)).AsSpan(0, 16));
    }

    private bool TryKeep(Change change)
    {
        if (!_inOrder.Add(change))
        {
            return false;
        }

        _byKey[KeyOf(change)] = change;
        return true;
    }

    private void Forget(Change change)
    {
        var key = KeyOf(change);
        _inOrder.Remove(change);
        _byKey.Remove(key);
        entries.Remove(key);
    }

    private static string KeyOf(Change change) => KeyPrefix + IdOf(change);
}
