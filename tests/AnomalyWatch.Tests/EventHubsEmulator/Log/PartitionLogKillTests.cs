using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.EventHubsEmulator.Log;
using static AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

/// <summary>A process that appends is killed, again and again: nothing whose append returned is missing afterwards.</summary>
[TestClass]
public sealed class PartitionLogKillTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(FlushMode.EveryAppend, 60)]
    [DataRow(FlushMode.Interval, 3000)]
    [DataRow(FlushMode.Never, 3000)]
    public async Task Nothing_acknowledged_is_missing_after_a_kill(FlushMode mode, int appends)
    {
        using var folder = new LogFolder();
        var acknowledged = -1L;
        for (var life = 0; life < 3; life++)
        {
            acknowledged = await AppendUntilKilledAsync(folder.Path, mode, acknowledged + appends);

            await using var log = folder.Open();
            Assert.IsGreaterThanOrEqualTo(acknowledged, log.Position.LastSequenceNumber);
            AssertHolds(log, Numbers(0, log.Position.LastSequenceNumber), bytes: 300);
            Assert.AreEqual(0, log.DamageCount);
        }
    }

    private async Task<long> AppendUntilKilledAsync(string folder, FlushMode mode, long until)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath!;
        var start = new ProcessStartInfo(host, [typeof(PartitionLog).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[StartupHook.FolderVariable] = folder;
        start.Environment[StartupHook.FlushVariable] = mode.ToString();
        using var process = Process.Start(start)!;
        var last = -1L;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.CancellationToken) is { } line)
            {
                if (!long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    continue;
                }

                // What it said before it died counts as well, but the last line may be cut.
                if (number < last)
                {
                    break;
                }

                last = number;
                if (number >= until && !process.HasExited)
                {
                    process.Kill();
                }
            }
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync(TestContext.CancellationToken);
        Assert.IsGreaterThanOrEqualTo(until, last);
        return last;
    }
}
