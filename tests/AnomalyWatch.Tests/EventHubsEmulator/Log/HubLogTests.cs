using System.Text;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class HubLogTests
{
    [TestMethod]
    public async Task Each_partition_has_its_own_folder_and_numbers()
    {
        using var folder = new LogFolder();
        await using (var hub = HubLog.Open("Invocations", 3, folder.Options, folder.Time))
        {
            hub.Partitions[2].Append("x"u8);
        }

        Assert.IsTrue(Directory.Exists(Path.Combine(folder.Path, "invocations", "2")));
        folder.Time.Advance(TimeSpan.FromDays(1));
        await using var again = HubLog.Open("invocations", 3, folder.Options, folder.Time);
        CollectionAssert.AreEqual(new long[] { -1, -1, 0 }, again.Partitions.Select(p => p.Position.LastSequenceNumber).ToArray());
        Assert.AreEqual(Some.Noon, again.CreatedAt);
    }

    [TestMethod]
    public async Task Another_number_of_partitions_is_refused_with_both_numbers()
    {
        using var folder = new LogFolder();
        await HubLog.Open("findings", 4, folder.Options, folder.Time).DisposeAsync();

        var refused = Assert.ThrowsExactly<InvalidDataException>(() => HubLog.Open("findings", 8, folder.Options, folder.Time));
        StringAssert.Contains(refused.Message, "made with 4 partitions and cannot be opened with 8", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("../outside")]
    [DataRow("..")]
    [DataRow("a/b")]
    [DataRow("-a")]
    [DataRow("a.")]
    public void A_name_that_is_none_is_refused(string name)
    {
        using var folder = new LogFolder();
        Assert.ThrowsExactly<ArgumentException>(() => HubLog.Open(name, 1, folder.Options, folder.Time));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DataRow("{")]
    [DataRow("null")]
    [DataRow("""{"version":2,"partitions":1,"createdAt":"2026-07-01T12:00:00Z"}""")]
    public async Task A_hub_file_that_cannot_be_read_is_refused_and_kept(string content)
    {
        using var folder = new LogFolder();
        await HubLog.Open("h1", 1, folder.Options, folder.Time).DisposeAsync();
        var file = Path.Combine(folder.Path, "h1", "hub.json");
        await File.WriteAllTextAsync(file, content, Encoding.UTF8);

        Assert.ThrowsExactly<InvalidDataException>(() => HubLog.Open("h1", 1, folder.Options, folder.Time));
        StringAssert.Contains(await File.ReadAllTextAsync(file), content, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_partition_that_cannot_be_opened_lets_go_of_the_others()
    {
        using var folder = new LogFolder();
        await HubLog.Open("h1", 2, folder.Options, folder.Time).DisposeAsync();
        await using (PartitionLog.Open(folder.Options with { Folder = Path.Combine(folder.Path, "h1", "1"), Partition = 1 }, folder.Time))
        {
            Assert.ThrowsExactly<IOException>(() => HubLog.Open("h1", 2, folder.Options, folder.Time));
        }

        await HubLog.Open("h1", 2, folder.Options, folder.Time).DisposeAsync();
    }
}
