using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Local.Storage;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using Azure.Storage.Blobs;

namespace AnomalyWatch.Benchmarks;

/// <summary>What saving and loading a partition's state takes, in a folder and in Azurite.</summary>
internal static class SnapshotFigures
{
    private const int Runs = 3;
    private const double ChangedShare = 0.1;

    /// <summary>Measures everything and prints a line each.</summary>
    public static async Task TellAsync()
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-snapshots-").FullName;
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(Path.Combine(folder, "azurite"), Console.WriteLine, CancellationToken.None).ConfigureAwait(false);
            foreach (var count in new[] { 10_000, 50_000 })
            {
                var entries = Make(count);
                for (var run = 1; run <= Runs; run++)
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"run-{count}-{run}");
                    await TellAsync("folder", new DirectorySnapshotBlobs(Path.Combine(folder, name)), entries).ConfigureAwait(false);
                    var container = new BlobContainerClient(azurite.ConnectionString, name, AzureSnapshotBlobs.BoundedRetries());
                    await TellAsync("Azurite", new AzureSnapshotBlobs(container), entries).ConfigureAwait(false);
                    await container.DeleteAsync().ConfigureAwait(false);
                    Directory.Delete(Path.Combine(folder, name), recursive: true);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task TellAsync(string where, ISnapshotBlobs blobs, StateEntry[] entries)
    {
        var place = new SnapshotPlace("invocations", "scoring", 0, 1, ClockMode.Wall);
        var snapshots = new PartitionSnapshots(blobs, place, 1, new SnapshotOptions(), Console.WriteLine);
        await snapshots.LoadAsync(Refuse, CancellationToken.None).ConfigureAwait(false);
        var changed = entries.Where((_, i) => i % (int)(1 / ChangedShare) == 0).ToArray();
        var full = await TimeAsync(() => snapshots.SaveAsync(1, new byte[1_000], entries, isFull: true, CancellationToken.None)).ConfigureAwait(false);
        var delta = await TimeAsync(() => snapshots.SaveAsync(2, new byte[1_000], changed, isFull: false, CancellationToken.None)).ConfigureAwait(false);
        var restored = 0;
        var load = await TimeAsync(() => new PartitionSnapshots(blobs, place, 1, new SnapshotOptions(), Console.WriteLine).LoadAsync(
            (SnapshotState state, out string? fault) =>
            {
                fault = null;
                foreach (var entry in state.Entries)
                {
                    restored += entry.Bytes is null ? 0 : 1;
                }

                return true;
            },
            CancellationToken.None)).ConfigureAwait(false);
        var megabytes = entries.Sum(entry => (long)entry.Bytes!.Value.Length) / 1e6;
        var stored = 0L;
        await foreach (var blob in blobs.ListAsync("invocations/", CancellationToken.None).ConfigureAwait(false))
        {
            stored = Math.Max(stored, blob.Length);
        }

        Tell($"{where}, {restored:N0} entries, {megabytes:N0} MB ({stored / 1e6:N0} MB stored): full {full}, delta of {changed.Length:N0} {delta}, load {load}, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB");
    }

    private static bool Refuse(SnapshotState state, out string? fault)
    {
        fault = "a new place has no state";
        return false;
    }

    /// <summary>
    /// Entries of about 9 KB like a function's state: a name, baselines as numbers around a level of its own, histograms that are mostly empty, hashed callers.
    /// </summary>
    private static StateEntry[] Make(int count)
    {
        var random = new Random(7);
        var entries = new StateEntry[count];
        for (var i = 0; i < count; i++)
        {
            using var stream = new MemoryStream(9_200);
            using var writer = new BinaryWriter(stream);
            var level = Math.Exp(random.NextDouble() * 8);
            for (var n = 0; n < 400; n++)
            {
                writer.Write((float)(level * (1 + (0.1 * random.NextDouble()))));
            }

            for (var n = 0; n < 250; n++)
            {
                writer.Write(Math.Round(level * random.NextDouble()));
            }

            for (var n = 0; n < 2_000; n++)
            {
                writer.Write((byte)(random.NextDouble() < 0.6 ? 0 : random.Next(40)));
            }

            for (var n = 0; n < 2_500; n++)
            {
                writer.Write((byte)(n % 7));
            }

            for (var n = 0; n < 120; n++)
            {
                writer.Write(random.NextInt64());
            }

            entries[i] = new StateEntry($"aws/123456789012/eu-west-1/service-{i % 97}-function-{i}", stream.ToArray());
        }

        return entries;
    }

    private static async Task<string> TimeAsync(Func<Task> run)
    {
        GC.Collect();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var begin = Stopwatch.GetTimestamp();
        await run().ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s ({(Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds:0.00} s of processor)");
    }

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
