using System.Text;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>
/// A fold that does nothing but keep state: after event n it is the same whoever folded it, so that what comes back from a snapshot can be held against its
/// sequence number alone. Committed files hold its states: it must not change.
/// </summary>
internal sealed class SomeState
{
    private const int Keys = 24;

    private readonly Dictionary<string, byte[]> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    public static SnapshotPlace Place { get; } = new("invocations", "scoring", 3, 16, ClockMode.Wall);

    public const string Prefix = "invocations/scoring/0003/";

    /// <summary>The last event folded.</summary>
    public long SequenceNumber { get; private set; } = -1;

    public ReadOnlyMemory<byte> Head => HeadAt(SequenceNumber);

    public IReadOnlyDictionary<string, byte[]> Entries => _entries;

    /// <summary>The state after an event.</summary>
    public static SomeState At(long sequenceNumber)
    {
        var state = new SomeState();
        state.FoldTo(sequenceNumber);
        return state;
    }

    /// <summary>Folds all events up to one.</summary>
    public void FoldTo(long sequenceNumber)
    {
        while (SequenceNumber < sequenceNumber)
        {
            SequenceNumber++;
            var key = $"aws/1/eu/\u00e9{SequenceNumber * 7 % Keys}";
            _changed.Add(key);
            if (SequenceNumber % 5 == 4)
            {
                _entries.Remove(key);
            }
            else
            {
                _entries[key] = [.. Enumerable.Range(0, 40 + (int)(SequenceNumber % 11)).Select(i => (byte)(SequenceNumber + (i * i)))];
            }
        }
    }

    /// <summary>What a snapshot is made of.</summary>
    public IReadOnlyList<StateEntry> Take(bool all)
    {
        List<StateEntry> taken = [.. (all ? _entries.Keys : _changed.AsEnumerable())
            .Select(key => new StateEntry(key, _entries.TryGetValue(key, out var bytes) ? bytes : (ReadOnlyMemory<byte>?)null))];
        _changed.Clear();
        return taken;
    }

    /// <summary>Takes on what a snapshot holds; fails the test where that is no state that ever was.</summary>
    public static SomeState From(SnapshotState state)
    {
        var restored = At(state.SequenceNumber);
        restored._changed.Clear();
        CollectionAssert.AreEqual(restored.Head.ToArray(), state.Head.ToArray(), $"another head than after event {state.SequenceNumber}");
        var entries = state.Entries.ToList();
        CollectionAssert.AreEqual(restored._entries.Keys.Order(StringComparer.Ordinal).ToList(), entries.ConvertAll(entry => entry.Key));
        foreach (var (key, bytes) in entries)
        {
            CollectionAssert.AreEqual(restored._entries[key], bytes!.Value.ToArray(), key);
        }

        return restored;
    }

    private static byte[] HeadAt(long sequenceNumber) => Encoding.UTF8.GetBytes($"head after {sequenceNumber}");
}
