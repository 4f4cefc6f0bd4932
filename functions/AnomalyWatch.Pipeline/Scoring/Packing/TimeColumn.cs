using System.Buffers;
using AnomalyWatch.Pipeline.Streaming.Columns;

namespace AnomalyWatch.Pipeline.Scoring.Packing;

/// <summary>
/// When invocations began. They arrive about in the order in which they ended, so that neighbours' ends lie closer together than their
/// beginnings: where that is so, each is written as its end, from which the reader takes off the duration.
/// </summary>
internal static class TimeColumn
{
    private const byte Begins = 0;
    private const byte Ends = 1;

    // Far beyond any duration that the rules allow, and small enough for whole ticks.
    private const double MaxMilliseconds = 1e12;

    /// <summary>Writes the times, in ticks.</summary>
    public static void Write(ReadOnlySpan<long> starts, ReadOnlySpan<double?> durations, IBufferWriter<byte> output)
    {
        var ends = ArrayPool<long>.Shared.Rent(starts.Length);
        for (var i = 0; i < starts.Length; i++)
        {
            ends[i] = starts[i] + Ticks(durations[i]);
        }

        var written = ends.AsSpan(0, starts.Length);
        var areEnds = WholeColumn.BitsOf(written) < WholeColumn.BitsOf(starts);
        output.WriteByte(areEnds ? Ends : Begins);
        WholeColumn.Write(areEnds ? written : starts, output);
        ArrayPool<long>.Shared.Return(ends);
    }

    /// <summary>Reads the times of invocations whose durations are known already.</summary>
    public static void Read(ref ColumnSource source, ReadOnlySpan<double?> durations, Span<long> starts)
    {
        var kind = source.Byte();
        WholeColumn.Read(ref source, starts);
        if (kind > Ends)
        {
            source.Fail();
        }

        for (var i = 0; kind == Ends && i < starts.Length; i++)
        {
            starts[i] -= Ticks(durations[i]);
        }
    }

    private static long Ticks(double? milliseconds) =>
        milliseconds is >= 0 and < MaxMilliseconds ? (long)Math.Round(milliseconds.Value * TimeSpan.TicksPerMillisecond) : 0;
}
