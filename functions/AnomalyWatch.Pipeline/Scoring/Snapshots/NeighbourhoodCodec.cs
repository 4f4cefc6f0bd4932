using System.Buffers;
using System.Globalization;
using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Scoring.Snapshots;

/// <summary>What functions know of callers together, as entries: one with the rates, and one for each shard of the values met.</summary>
internal static class NeighbourhoodCodec
{
    /// <summary>What the keys of these entries begin with; no function's name does.</summary>
    public const string Prefix = "!callers";

    private const string ShardPrefix = Prefix + "/";

    /// <summary>The entries that have changed, or all of them.</summary>
    public static IEnumerable<StateEntry> TakeChanges(Neighbourhood neighbourhood, bool all)
    {
        if (!neighbourhood.IsChanged && !(all && !neighbourhood.IsEmpty))
        {
            return [];
        }

        var entries = new List<StateEntry> { Entry(Prefix, neighbourhood.Write) };
        foreach (var shard in neighbourhood.ShardsToWrite(all))
        {
            entries.Add(Entry(string.Create(CultureInfo.InvariantCulture, $"{ShardPrefix}{shard:000}"), writer => neighbourhood.WriteShard(shard, writer)));
        }

        neighbourhood.Settle();
        return entries;
    }

    /// <summary>Reads an entry; false where it is damaged.</summary>
    public static bool TryRead(string key, ReadOnlySpan<byte> bytes, Neighbourhood neighbourhood)
    {
        var reader = new StateReader(bytes);
        if (key == Prefix)
        {
            neighbourhood.Restore(ref reader);
        }
        else if (int.TryParse(key.AsSpan(ShardPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var shard))
        {
            neighbourhood.RestoreShard(shard, ref reader);
        }
        else
        {
            reader.Fail();
        }

        return reader.IsDone;
    }

    private static StateEntry Entry(string key, Writing write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new StateWriter(output));
        return new StateEntry(key, output.WrittenMemory);
    }

    private delegate void Writing(StateWriter writer);
}
