using AnomalyWatch.Training.Evaluation.Nab;

namespace AnomalyWatch.Tests.Training.Evaluation.Nab;

[TestClass]
public sealed class NabCorpusTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-nab-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Series_and_windows_are_read_and_absent_series_left_out()
    {
        Put("""{ "b/two.csv": [], "a/one.csv": [["2014-04-01 00:05:00.000000", "2014-04-01 00:10:00.000000"]], "c/absent.csv": [] }""");
        var series = NabCorpus.Read(_folder);
        Assert.AreSequenceEqual(new[] { "a/one.csv", "b/two.csv" }, series.Select(one => one.Name).ToArray());
        Assert.AreEqual("a", series[0].Group);
        Assert.AreSequenceEqual(new[] { (1, 2) }, series[0].Windows.ToArray());
        Assert.AreSequenceEqual(new[] { 1, 2.5, 3, 4 }, series[0].Values);
        Assert.AreEqual(new DateTimeOffset(2014, 4, 1, 0, 5, 0, TimeSpan.Zero), series[0].Times[1]);
    }

    [TestMethod]
    public void A_label_without_a_row_is_named()
    {
        Put("""{ "a/one.csv": [["2014-04-01 00:07:00.000000", "2014-04-01 00:10:00.000000"]] }""");
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => NabCorpus.Read(_folder)).Message, "a/one.csv has no row for the label");
    }

    [TestMethod]
    public void A_row_that_cannot_be_read_is_named()
    {
        Put("""{ "a/one.csv": [] }""");
        File.AppendAllText(Path.Combine(_folder, "data", "a", "one.csv"), "2014-04-01 00:20:00,many\n");
        Assert.AreEqual("a/one.csv, line 6: a time and a value are needed.", Assert.ThrowsExactly<InvalidDataException>(() => NabCorpus.Read(_folder)).Message);
    }

    [TestMethod]
    [DataRow(100, 15)]
    [DataRow(4032, 604)]
    [DataRow(22_695, 750, DisplayName = "of a long series no more than of 5,000 rows")]
    public void The_beginning_is_not_judged(int rows, int probation) => Assert.AreEqual(probation, new NabSeries("a/b", [], [], new double[rows], []).Probation);

    private void Put(string labels)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "labels"));
        File.WriteAllText(Path.Combine(_folder, "labels", "combined_windows.json"), labels);
        foreach (var name in new[] { "a/one.csv", "b/two.csv" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, "data", name[..1]));
            File.WriteAllText(Path.Combine(_folder, "data", name), "timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01 00:05:00,2.5\n2014-04-01 00:10:00,3\n2014-04-01 00:15:00,4\n");
        }
    }
}
