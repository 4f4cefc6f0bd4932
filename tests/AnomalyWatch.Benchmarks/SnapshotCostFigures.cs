using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Benchmarks;

/// <summary>What keeping the state costs a partition in which every function is called all the time. Real entries, the real fold, a folder.</summary>
internal static class SnapshotCostFigures
{
    private const int Functions = 10_000;
    private const int MinutesBefore = 120;
    private const int Minutes = 20;
    private const double Interval = 30;

    /// <summary>Keeps the state twice a minute of the log and prints what each took of the processor.</summary>
    public static async Task TellAsync()
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-snapshot-cost-").FullName;
        try
        {
            var partition = new BusyPartition(Functions);
            partition.Pass(MinutesBefore);
            var hub = BusyPartition.NewHub();
            var runner = BusyPartition.Runner(hub, new DirectorySnapshotBlobs(folder), () => partition.Fold);
            await runner.RestoreAsync(CancellationToken.None).ConfigureAwait(false);
            var costs = new List<(double Processor, double Elapsed)>();
            for (var half = 0; half < 2 * Minutes; half++)
            {
                partition.HalfMinute(isSecond: half % 2 == 1);
                await BusyPartition.TickAsync(hub, partition.Minute).ConfigureAwait(false);
                await runner.CatchUpAsync((_, _) => Task.CompletedTask, CancellationToken.None).ConfigureAwait(false);
                GC.Collect();
                costs.Add(await KeepAsync(runner.KeepAsync).ConfigureAwait(false));
            }

            // The first are also those in which the code is compiled.
            var later = costs[(costs.Count / 4)..];
            var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            Tell($"{Functions:N0} functions, all called in every half minute; {later.Count} states kept, full ones and deltas as they fall due, {bytes / 1e6:N0} MB at the end");
            Tell($"a state: {later.Average(cost => cost.Processor):0.00} s of processor on average ({later.Min(cost => cost.Processor):0.00} to {later.Max(cost => cost.Processor):0.00}), {later.Average(cost => cost.Elapsed):0.00} s elapsed");
            Tell($"every {Interval:0} s: {later.Average(cost => cost.Processor) / Interval:0.0 %} of one core");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Processor, double Elapsed)> KeepAsync(Func<CancellationToken, Task> keep)
    {
        var processor = Processor();
        var begin = Stopwatch.GetTimestamp();
        await keep(CancellationToken.None).ConfigureAwait(false);
        return (Processor() - processor, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    private static double Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
