using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>Files that earlier versions wrote stay readable. They are never written anew: a change of the format gets a version and files of its own.</summary>
[TestClass]
public sealed class OldSnapshotsTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_state_of_container_version_1_is_read_and_goes_on()
    {
        if (SourceTree.Root is null)
        {
            Assert.Inconclusive("The tests do not run in a source tree.");
        }

        var blobs = new MemorySnapshotBlobs();
        foreach (var file in Directory.GetFiles(Path.Combine(SourceTree.Root, "tests", "fixtures", "snapshots", "version-1")))
        {
            blobs.Blobs[SomeState.Prefix + Path.GetFileName(file)] = (await File.ReadAllBytesAsync(file, TestContext.CancellationToken), file);
        }

        Assert.HasCount(3, blobs.Blobs, "a manifest, a full one and a delta");
        Assert.AreEqual(1, blobs.Blobs.First(blob => blob.Key.EndsWith(".full", StringComparison.Ordinal)).Value.Bytes[4]);

        var owner = await Owner.StartAsync(blobs);

        Assert.AreEqual(107, owner.Loaded);
        Assert.IsEmpty(owner.Told);
        Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(108));
        Assert.AreEqual(108, (await Owner.StartAsync(blobs)).Loaded);
    }
}
