using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

[TestClass]
public sealed class DirectorySnapshotBlobsTests : SnapshotBlobsContract
{
    private string _folder = null!;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task What_a_crash_left_unfinished_goes_and_what_is_being_written_stays()
    {
        var leftOver = Path.Combine(_folder, ".unfinished-0123456789abcdef");
        await File.WriteAllBytesAsync(leftOver, new byte[10], TestContext.CancellationToken);
        var (first, second) = (new DirectorySnapshotBlobs(_folder), new DirectorySnapshotBlobs(_folder));

        await first.CreateAsync(
            "a/one",
            async (stream, cancel) =>
            {
                await second.CreateAsync("a/two", async (other, cancelOther) => await other.WriteAsync(new byte[2], cancelOther), cancel);
                await stream.WriteAsync(new byte[1], cancel);
            },
            TestContext.CancellationToken);

        Assert.IsFalse(File.Exists(leftOver));
        Assert.AreEqual(1, new FileInfo(Path.Combine(_folder, "a", "one")).Length);
        Assert.AreEqual(2, new FileInfo(Path.Combine(_folder, "a", "two")).Length);
        Assert.IsEmpty(Directory.GetFiles(_folder, ".unfinished*"));
    }

    [TestMethod]
    public async Task While_another_process_holds_the_folder_nothing_is_written()
    {
        var blobs = new DirectorySnapshotBlobs(_folder);
        Task<string?> writing;
        await using (new FileStream(Path.Combine(_folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            writing = blobs.ReplaceAsync("a/manifest", new byte[1], null, TestContext.CancellationToken);
            Assert.IsFalse(writing.IsCompleted);
            Assert.IsFalse(Directory.Exists(Path.Combine(_folder, "a")));
        }

        Assert.IsNotNull(await writing);
    }

    protected override Task<ISnapshotBlobs> CreateAsync()
    {
        _folder = Directory.CreateTempSubdirectory("anomalywatch-snapshots-").FullName;
        return Task.FromResult<ISnapshotBlobs>(new DirectorySnapshotBlobs(_folder));
    }
}
