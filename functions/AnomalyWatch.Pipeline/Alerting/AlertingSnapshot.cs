using System.Buffers;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Alerting.Risks;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// The state of the second fold as bytes: the scorers' clocks are the head, every incident key, every change and the operators of every account are an entry. Sums and indexes are
/// not written, since they follow from the rest.
/// </summary>
internal static class AlertingSnapshot
{
    /// <summary>The second version added the targets of an account's operators.</summary>
    public const int FormatVersion = 2;

    private const int OldestReadable = 1;

    public static void WriteHead(AlertingState state, IBufferWriter<byte> output) => state.Clocks.Write(new StateWriter(output));

    public static IReadOnlyList<StateEntry> TakeChanges(AlertingState state, bool all) =>
        [.. state.Entries.Take(all, [.. state.EntryKeys]).Select(key => new StateEntry(key, Bytes(state, key)))];

    /// <summary>Takes up a state; false where it cannot be, which leaves half of it.</summary>
    public static bool TryRestore(AlertingState state, int formatVersion, ReadOnlySpan<byte> head, IEnumerable<StateEntry> entries, out string? fault)
    {
        fault = formatVersion is < OldestReadable or > FormatVersion ? $"Format version {formatVersion} is not known." : null;
        var reader = new StateReader(head);
        state.Clocks.Restore(ref reader);
        fault ??= reader.IsDone ? null : "The head is damaged.";
        foreach (var (key, bytes) in entries)
        {
            if (fault is not null)
            {
                return false;
            }

            fault = bytes is null || TryRestore(state, key, bytes.Value.Span) ? null : "An entry is damaged, or there twice.";
        }

        state.Entries.Keep(state.EntryKeys);
        return fault is null;
    }

    private static bool TryRestore(AlertingState state, string key, ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        if (key.StartsWith(RecentChanges.KeyPrefix, StringComparison.Ordinal))
        {
            return RecentChanges.Read(ref reader) is { } change && reader.IsDone && state.Changes.TryRestore(key, change);
        }

        if (key.StartsWith(KnownOperators.KeyPrefix, StringComparison.Ordinal))
        {
            return state.Operators.TryRestore(key, ref reader);
        }

        var keyed = KeyedAnomalies.Read(ref reader, key);
        return reader.IsDone && state.TryRestore(keyed);
    }

    private static ReadOnlyMemory<byte>? Bytes(AlertingState state, string key)
    {
        var output = new ArrayBufferWriter<byte>();
        if (state.Changes.TryFind(key, out var change))
        {
            RecentChanges.Write(new StateWriter(output), change);
        }
        else if (state.Operators.TryFind(key, out var operators))
        {
            operators.Write(new StateWriter(output));
        }
        else if (state.Find(key) is { } keyed)
        {
            keyed.Write(new StateWriter(output));
        }
        else
        {
            return null;
        }

        return output.WrittenMemory;
    }
}
