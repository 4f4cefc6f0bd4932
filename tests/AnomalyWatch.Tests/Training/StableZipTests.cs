using System.IO.Compression;
using AnomalyWatch.Training;

namespace AnomalyWatch.Tests.Training;

[TestClass]
public sealed class StableZipTests
{
    [TestMethod]
    public void When_and_in_which_order_it_was_packed_changes_nothing()
    {
        var first = StableZip.Of(Packed(new(2020, 1, 2, 3, 4, 6, TimeSpan.Zero), "b", "a"));
        var second = StableZip.Of(Packed(new(2026, 7, 8, 9, 10, 12, TimeSpan.Zero), "a", "b"));
        Assert.AreSequenceEqual(first, second);
    }

    [TestMethod]
    public void The_entries_are_kept_sorted_and_without_a_time()
    {
        using var archive = new ZipArchive(new MemoryStream(StableZip.Of(Packed(new(2020, 1, 2, 3, 4, 6, TimeSpan.Zero), "model/b", "a"))));
        Assert.AreSequenceEqual(new[] { "a", "model/b" }, archive.Entries.Select(entry => entry.FullName).ToArray());
        Assert.IsTrue(archive.Entries.All(entry => entry.LastWriteTime.DateTime == new DateTime(1980, 1, 1)));
        using var text = new StreamReader(archive.Entries[1].Open());
        Assert.AreEqual("contents of model/b", text.ReadToEnd());
    }

    private static byte[] Packed(DateTimeOffset time, params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                var entry = archive.CreateEntry(name);
                entry.LastWriteTime = time;
                using var text = new StreamWriter(entry.Open());
                text.Write($"contents of {name}");
            }
        }

        return bytes.ToArray();
    }
}
