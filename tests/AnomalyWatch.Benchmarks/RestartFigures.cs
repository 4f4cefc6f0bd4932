using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Benchmarks;

/// <summary>How long a process takes from its start until it judges again, with the state of many functions kept in a folder. Real entries, the real fold.</summary>
internal static class RestartFigures
{
    private const int Functions = 50_000;
    private const int Minutes = 60;
    private const int Runs = 5;

    /// <summary>Makes a state and has fresh processes go on from it; prints a line each.</summary>
    public static async Task TellAsync()
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-restart-").FullName;
        try
        {
            await KeepAsync(folder).ConfigureAwait(false);
            for (var run = 0; run < Runs; run++)
            {
                using var child = Process.Start(Environment.ProcessPath!, ["restarted", folder]);
                await child.WaitForExitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Goes on from the state and judges one minute of every function; in a process of its own.</summary>
    public static async Task TellRestartedAsync(string folder)
    {
        var hub = BusyPartition.NewHub();
        await BusyPartition.TickAsync(hub, Minutes).ConfigureAwait(false);
        var runner = BusyPartition.Runner(hub, new DirectorySnapshotBlobs(folder), BusyPartition.NewFold);
        var begun = SinceStart();
        await runner.RestoreAsync(CancellationToken.None).ConfigureAwait(false);
        var restored = SinceStart();
        var known = ((ScoringFold)runner.Fold).Counts.Windows;
        await BusyPartition.TickAsync(hub, Minutes + 1).ConfigureAwait(false);
        await runner.CatchUpAsync((_, _) => Task.CompletedTask, CancellationToken.None).ConfigureAwait(false);
        var judged = SinceStart();
        using var process = Process.GetCurrentProcess();
        Tell($"since the process's start: begun {begun.TotalSeconds:0.00} s, restored {restored.TotalSeconds:0.00} s, {((ScoringFold)runner.Fold).Counts.Windows - known:N0} minutes judged {judged.TotalSeconds:0.00} s ({process.TotalProcessorTime.TotalSeconds:0.00} s of processor), peak {process.PeakWorkingSet64 / 1e6:N0} MB");
    }

    private static async Task KeepAsync(string folder)
    {
        var partition = new BusyPartition(Functions);
        partition.Pass(Minutes);
        var hub = BusyPartition.NewHub();
        await BusyPartition.TickAsync(hub, Minutes).ConfigureAwait(false);
        var runner = BusyPartition.Runner(hub, new DirectorySnapshotBlobs(folder), () => partition.Fold);
        await runner.RestoreAsync(CancellationToken.None).ConfigureAwait(false);
        await runner.CatchUpAsync((_, _) => Task.CompletedTask, CancellationToken.None).ConfigureAwait(false);
        await runner.KeepAsync(CancellationToken.None).ConfigureAwait(false);
        var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Tell($"{Functions:N0} functions after {Minutes} minutes, {partition.Fold.Counts.Windows:N0} minutes judged, {bytes / 1e6:N0} MB kept");
    }

    private static TimeSpan SinceStart()
    {
        using var process = Process.GetCurrentProcess();
        return TimeProvider.System.GetUtcNow() - new DateTimeOffset(process.StartTime).ToUniversalTime();
    }

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
