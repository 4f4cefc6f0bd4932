using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>A process that ends, or a storage that fails, at every single operation. <see cref="SomeState.From"/> holds that what is loaded is a state that was.</summary>
[TestClass]
public sealed class SnapshotCrashTests
{
    private static readonly SnapshotOptions Options = new() { DeltaShare = 10, MaxDeltas = 2, Generations = 2 };

    [TestMethod]
    public async Task A_crash_after_any_operation_leaves_a_state_that_loads_and_goes_on()
    {
        var crashes = 0;
        for (var operation = 1; ; operation++)
        {
            var blobs = new MemorySnapshotBlobs();
            var failing = new FailingBlobs(blobs, operation, Failure.Crash);
            var (saved, trying) = (-1L, -1L);
            try
            {
                var owner = await Owner.StartAsync(failing, Options);
                for (trying = 10; trying < 200; trying += 7)
                {
                    Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(trying));
                    saved = trying;
                }
            }
            catch (IOException)
            {
                crashes++;
            }

            var next = await Owner.StartAsync(blobs, Options);
            Assert.IsTrue(next.Loaded == trying || (next.Loaded ?? -1) == saved, $"operation {operation}: {next.Loaded} instead of {saved} or {trying}");
            Assert.IsEmpty(next.Told.FindAll(text => text.Contains("damaged", StringComparison.Ordinal)));
            for (var sequence = 300; sequence < 308; sequence++)
            {
                Assert.AreEqual(SaveOutcome.Saved, await next.SaveAsync(sequence));
            }

            Assert.AreEqual(307, (await Owner.StartAsync(blobs, Options)).Loaded);
            var manifest = SnapshotManifest.TryRead(blobs.Blobs[SomeState.Prefix + SnapshotManifest.Name].Bytes, out _)!;
            Assert.HasCount(Options.Generations, manifest.Generations);
            Assert.AreEqual(1 + manifest.Generations.Sum(generation => generation.Files.Count), blobs.Blobs.Count, $"operation {operation}: nothing is left over");
            if (!failing.HasFailed)
            {
                break;
            }
        }

        Assert.IsGreaterThan(80, crashes);
    }

    [TestMethod]
    [DataRow((int)Failure.Before)]
    [DataRow((int)Failure.After)]
    [DataRow((int)Failure.Retried)]
    public async Task One_operation_that_fails_costs_no_more_than_a_full_save(int kind)
    {
        var failure = (Failure)kind;
        for (var operation = 1; ; operation++)
        {
            var blobs = new MemorySnapshotBlobs();
            var failing = new FailingBlobs(blobs, operation, failure);
            var owner = await StartAsync(failing);
            for (var sequence = 10L; sequence < 120; sequence += 7)
            {
                var outcome = await TrySaveAsync(owner, sequence) ?? await TrySaveAsync(owner, sequence);
                Assert.AreEqual(SaveOutcome.Saved, outcome, $"operation {operation}");
                Assert.AreEqual(sequence, (await Owner.StartAsync(blobs, Options)).Loaded, $"operation {operation}");
            }

            if (!failing.HasFailed)
            {
                return;
            }
        }
    }

    [TestMethod]
    public async Task A_crash_while_damage_is_dealt_with_loses_no_more()
    {
        var sound = new MemorySnapshotBlobs();
        var first = await Owner.StartAsync(sound, Options);
        for (var sequence = 10; sequence < 16; sequence++)
        {
            await first.SaveAsync(sequence);
        }

        var lastDelta = sound.Blobs.Keys.Last(name => name.EndsWith(".delta", StringComparison.Ordinal));
        sound.Change(lastDelta, bytes => bytes[..^1]);
        foreach (var hasManifest in new[] { true, false })
        {
            for (var operation = 1; ; operation++)
            {
                var blobs = sound.Copy();
                if (!hasManifest)
                {
                    blobs.Change(SomeState.Prefix + SnapshotManifest.Name, bytes => bytes[1..]);
                }

                var failing = new FailingBlobs(blobs, operation, Failure.Crash);
                try
                {
                    await Owner.StartAsync(failing, Options);
                }
                catch (IOException)
                {
                    Assert.IsTrue(failing.HasFailed);
                }

                Assert.AreEqual(14, (await Owner.StartAsync(blobs, Options)).Loaded, $"operation {operation}");
                Assert.AreEqual(14, (await Owner.StartAsync(blobs, Options)).Loaded, "and once more");
                if (!failing.HasFailed)
                {
                    break;
                }
            }
        }
    }

    private static async Task<Owner> StartAsync(FailingBlobs failing)
    {
        try
        {
            return await Owner.StartAsync(failing, Options);
        }
        catch (IOException)
        {
            return await Owner.StartAsync(failing, Options);
        }
    }

    private static async Task<SaveOutcome?> TrySaveAsync(Owner owner, long sequence)
    {
        try
        {
            return await owner.SaveAsync(sequence);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
