using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Benchmarks;

/// <summary>What can be measured only once in a process.</summary>
internal static class Footprint
{
    private const int Functions = 5_000;
    private const int Minutes = 120;
    private const int VariedFunctions = 500;
    private const int Rounds = 20;

    /// <summary>The time to the first score of a process that has not touched ML.NET.</summary>
    public static void TellModelLoad()
    {
        var watch = Stopwatch.StartNew();
        var distance = ScoringModel.Default.SquaredDistance(new float[FeatureVector.Length]);
        Tell($"model loaded and first vector scored ({distance:0.###}) in {watch.Elapsed.TotalMilliseconds:0} ms");
    }

    /// <summary>The memory that a watched function costs.</summary>
    public static void TellState()
    {
        var windows = Enumerable.Range(0, Minutes).Select(SampleWindows.Calm).ToArray();
        SampleWindows.Learned(windows);
        var functions = new FunctionState[Functions];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Functions; i++)
        {
            functions[i] = SampleWindows.Learned(windows);
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(functions);
        Tell($"{bytes / Functions:N0} bytes per function, over {Functions:N0} functions that learned {Minutes} minutes of four callers");
    }

    /// <summary>What the memory of functions, each with calls of its own, costs as bytes: what a snapshot is made of.</summary>
    public static void TellWrittenState(int minutes)
    {
        var functions = Enumerable.Range(0, VariedFunctions)
            .Select(function => SampleWindows.Learned(Enumerable.Range(0, minutes).Select(minute => SampleWindows.Varied(function, minute))))
            .ToArray();
        var output = new ArrayBufferWriter<byte>();
        var written = new byte[VariedFunctions][];
        var (writing, reading) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < VariedFunctions; i++)
            {
                output.ResetWrittenCount();
                functions[i].Write(new StateWriter(output));
                written[i] = output.WrittenSpan.ToArray();
            }

            writing = Shorter(writing, watch.Elapsed);
            watch.Restart();
            foreach (var bytes in written)
            {
                var reader = new StateReader(bytes);
                _ = SampleWindows.Detector.ReadFunction(ref reader) ?? throw new InvalidDataException("What was written cannot be read.");
            }

            reading = Shorter(reading, watch.Elapsed);
        }

        byte[] all = [.. written.SelectMany(bytes => bytes)];
        Tell($"{all.Length / VariedFunctions:N0} bytes written per function, {Packed(all, CompressionLevel.Fastest):N0} with Brotli (fastest), {Packed(all, CompressionLevel.Optimal):N0} (optimal), over {VariedFunctions} different functions after {minutes:N0} minutes");
        Tell($"{writing.TotalMicroseconds / VariedFunctions:0.0} us to write one, {reading.TotalMicroseconds / VariedFunctions:0.0} us to read it, the best of {Rounds} rounds");
    }

    /// <summary>What a series costs in memory and as bytes, and what judging a value allocates.</summary>
    public static void TellSeries()
    {
        SampleSeries.Learned(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var series = Enumerable.Range(0, VariedFunctions).Select(SampleSeries.Learned).ToArray();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var output = new ArrayBufferWriter<byte>();
        foreach (var one in series)
        {
            one.Write(new StateWriter(output));
        }

        before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = SampleSeries.Learning; row < 2 * SampleSeries.Learning; row++)
        {
            series[0].Next(SampleSeries.Time(row), SampleSeries.Value(0, row));
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Tell($"{bytes / VariedFunctions:N0} bytes per series in memory, {output.WrittenCount / VariedFunctions:N0} written, over {VariedFunctions} series that learned {SampleSeries.Learning:N0} values; {allocated} bytes allocated by {SampleSeries.Learning:N0} more");
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static long Packed(byte[] bytes, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, level, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        return packed.Length / VariedFunctions;
    }

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
