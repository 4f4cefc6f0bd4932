using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Benchmarks;

/// <summary>The memory that a function of the fold costs while it is watched, when it has left as bytes, and when only a snapshot has it. Wants a process of its own.</summary>
internal static class IdleFigures
{
    private const int Minutes = 60;

    /// <summary>Has functions called for an hour, lets them fall asleep, keeps them, and prints a line each.</summary>
    public static async Task TellAsync(int functions)
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-idle-").FullName;
        try
        {
            var partition = new BusyPartition(functions, new ScoringOptions { RememberedIds = 1, SleepAfter = TimeSpan.FromHours(1) });
            var before = Memory();
            partition.Pass(Minutes);
            TellCost("watched", partition, before);
            partition.Rest(2 * Minutes);
            TellCost("asleep, as bytes", partition, before);

            var hub = BusyPartition.NewHub();
            await BusyPartition.TickAsync(hub, partition.Minute).ConfigureAwait(false);
            var runner = BusyPartition.Runner(hub, new DirectorySnapshotBlobs(folder), () => partition.Fold);
            await runner.RestoreAsync(CancellationToken.None).ConfigureAwait(false);
            await runner.CatchUpAsync((_, _) => Task.CompletedTask, CancellationToken.None).ConfigureAwait(false);
            await runner.KeepAsync(CancellationToken.None).ConfigureAwait(false);

            // What was kept goes on into this method; what it held is let go of when it has returned.
            await Task.Yield();
            TellCost("asleep, kept", partition, before);
            GC.KeepAlive(runner);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void TellCost(string what, BusyPartition partition, long before)
    {
        var (inMemory, idle) = partition.Fold.Functions;
        var managed = Memory() - before;
        using var process = Process.GetCurrentProcess();
        Tell($"{what}: {managed / (inMemory + idle):N0} bytes per function ({inMemory:N0} in memory, {idle:N0} idle), {process.WorkingSet64 / 1e6:N0} MB resident");
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
