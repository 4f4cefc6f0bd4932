using System.Buffers;
using AnomalyWatch.Pipeline.Streaming.Columns;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// The clocks of a pack's records. A pack gathers many deliveries, each with its own receive time; cutting a pack at every change would
/// make one of each delivery, so the times are kept as runs: how many records share one, and how much later it is than that of the run
/// before (the first: than the header's). No runs mean the header's clock for all.
/// </summary>
internal static class ClockRuns
{
    /// <summary>Writes the clocks of all records, as ticks of UTC.</summary>
    public static void Write(ReadOnlySpan<long> clocks, long headerClock, IBufferWriter<byte> output)
    {
        if (!clocks.ContainsAnyExcept(headerClock))
        {
            output.WriteVarint(0);
            return;
        }

        var runs = 1;
        for (var i = 1; i < clocks.Length; i++)
        {
            runs += clocks[i] == clocks[i - 1] ? 0 : 1;
        }

        output.WriteVarint((ulong)runs);
        var before = headerClock;
        for (var start = 0; start < clocks.Length;)
        {
            var end = start + 1;
            while (end < clocks.Length && clocks[end] == clocks[start])
            {
                end++;
            }

            output.WriteVarint((ulong)(end - start));
            output.WriteSigned(clocks[start] - before);
            before = clocks[start];
            start = end;
        }
    }

    /// <summary>Reads one clock per record; the source fails where the runs do not make up as many, or a time is none.</summary>
    public static void Read(ref ColumnSource source, long headerClock, Span<long> clocks)
    {
        var runs = source.Count(clocks.Length);
        if (runs == 0)
        {
            clocks.Fill(headerClock);
            return;
        }

        var (clock, start) = (headerClock, 0);
        for (var run = 0; run < runs; run++)
        {
            var length = source.Count(clocks.Length - start);
            clock = unchecked(clock + source.Signed());
            if (length == 0 || clock < DateTime.MinValue.Ticks || clock > DateTime.MaxValue.Ticks)
            {
                source.Fail();
                return;
            }

            clocks.Slice(start, length).Fill(clock);
            start += length;
        }

        if (start < clocks.Length)
        {
            source.Fail();
        }
    }
}
