using AnomalyWatch.Local.Serving;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Local.Serving;

[TestClass]
public sealed class DataFolderTests
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("anomalywatch-data-").FullName, "new");

    [TestCleanup]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [TestMethod]
    public void A_folder_keeps_its_kind_of_clock()
    {
        DataFolder.Open(_path, ClockMode.Record).Dispose();
        DataFolder.Open(_path, ClockMode.Record).Dispose();

        var refused = Assert.ThrowsExactly<LocalServerException>(() => DataFolder.Open(_path, ClockMode.Wall));
        StringAssert.Contains(refused.Message, "--clock record");
    }

    [TestMethod]
    public void A_folder_serves_one_server_at_a_time()
    {
        using var first = DataFolder.Open(_path, ClockMode.Wall);
        var refused = Assert.ThrowsExactly<LocalServerException>(() => DataFolder.Open(_path, ClockMode.Wall));
        StringAssert.Contains(refused.Message, "another AnomalyWatch");
    }

    [TestMethod]
    public void A_file_that_says_neither_is_not_overwritten()
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "clock"), "something else");
        Assert.ThrowsExactly<LocalServerException>(() => DataFolder.Open(_path, ClockMode.Wall));
        Assert.AreEqual("something else", File.ReadAllText(Path.Combine(_path, "clock")));
    }
}
