using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;

namespace AnomalyWatch.Benchmarks;

/// <summary>What can be measured only once in a process.</summary>
internal static class Footprint
{
    private const int Functions = 5_000;
    private const int Minutes = 120;

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

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
