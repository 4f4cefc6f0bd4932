using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.Benchmarks;

/// <summary>The memory that one partition costs which retains 1 GiB, beside the same emulator with next to nothing in it. Wants a process of its own.</summary>
internal static class RetainedFigures
{
    private const string Hub = "events";
    private const long Retained = 1L << 30;
    private const int BodyBytes = 1024;
    private const int Batch = 100;
    private const int ReadEvents = 256;
    private const int ReadBytes = 256 << 10;
    private const double Megabyte = 1e6;

    /// <summary>Fills, reads and opens again, and prints a line each.</summary>
    public static async Task TellAsync()
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-retained-").FullName;
        try
        {
            Footing begin;
            await using (var emulator = await StartAsync(folder).ConfigureAwait(false))
            {
                var log = emulator.Hubs[0].Partitions[0];

                // Once each way first, so that compiled code counts as the emulator's and not as the events'.
                Append(log, 1);
                Read(log);
                begin = Footing.Take();
                Tell($"with {Batch} events: {begin.Managed / Megabyte:0.0} MB managed, {begin.Resident / Megabyte:0.0} MB resident");
                Append(log, Retained / (Batch * BodyBytes));
                TellCost($"filled to {log.Position.LastOffset / Megabyte:N0} MB ({log.Position.LastSequenceNumber + 1:N0} events of 1 KB)", begin);
                Tell($"read: {Read(log):N0} events, from the first to the last");
                TellCost($"after that", begin);
            }

            // The closed one's memory is garbage now and the process's own: only what is managed can be told apart.
            await using (var emulator = await StartAsync(folder).ConfigureAwait(false))
            {
                TellCost($"opened again ({emulator.Hubs[0].Partitions[0].Position.LastSequenceNumber + 1:N0} events)", begin);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<Emulator> StartAsync(string folder) => Emulator.StartAsync(
        new EmulatorOptions { Port = 0, Hubs = [new HubOptions(Hub, 1)], DataFolder = folder, Log = new PartitionLogOptions { RetainedBytes = Retained * 2 } },
        CancellationToken.None);

    private static void Append(PartitionLog log, long batches)
    {
        var batch = Enumerable.Range(0, Batch).Select(_ => (ReadOnlyMemory<byte>)new byte[BodyBytes]).ToArray();
        for (var i = 0L; i < batches; i++)
        {
            log.AppendBatch(batch);
        }
    }

    /// <summary>Reads all as a receiver does; gives how many there were.</summary>
    private static long Read(PartitionLog log)
    {
        var into = new LogRecord[ReadEvents];
        var count = 0L;
        var next = log.Position.FirstSequenceNumber;
        while (log.Read(next, into, ReadBytes) is > 0 and var read)
        {
            count += read;
            next = into[read - 1].SequenceNumber + 1;
        }

        return count;
    }

    private static void TellCost(FormattableString state, Footing begin)
    {
        var now = Footing.Take();
        Tell($"{state.ToString(CultureInfo.InvariantCulture)}: {(now.Managed - begin.Managed) / Megabyte:+0.0;-0.0} MB managed, {(now.Resident - begin.Resident) / Megabyte:+0.0;-0.0} MB resident");
    }

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What a process holds, after a collection.</summary>
    private readonly record struct Footing(long Managed, long Resident)
    {
        public static Footing Take()
        {
            var managed = GC.GetTotalMemory(forceFullCollection: true);
            using var process = Process.GetCurrentProcess();
            return new Footing(managed, process.WorkingSet64);
        }
    }
}
