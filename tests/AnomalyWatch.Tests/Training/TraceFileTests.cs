using AnomalyWatch.Training;

namespace AnomalyWatch.Tests.Training;

[TestClass]
public sealed class TraceFileTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-").FullName;

    [TestCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void The_header_is_skipped_and_the_last_1440_columns_are_the_minutes()
    {
        var traces = Read("series,total," + string.Join(',', Enumerable.Range(1, 1440).Select(minute => $"m{minute}")), Row("a", 9999), Row("b"));
        Assert.AreSequenceEqual(new[] { "a", "b" }, traces.Select(trace => trace.Name).ToArray());
        Assert.AreSequenceEqual(Enumerable.Range(0, 1440).ToArray(), traces[0].Counts);
        Assert.AreSequenceEqual(Enumerable.Range(0, 1440).ToArray(), traces[1].Counts);
    }

    [TestMethod]
    public void A_file_without_a_header_is_read_from_its_first_line() => Assert.HasCount(2, Read(Row("a"), Row("b")));

    [TestMethod]
    public void A_cell_that_is_no_count_is_told_with_its_line_and_minute()
    {
        foreach (var cell in new[] { "x", "-1", "1.5", "", " 1", "99999999999" })
        {
            var broken = Row("b").Replace(",700,", $",{cell},", StringComparison.Ordinal);
            Assert.AreEqual("Line 2, minute 701 is not a count.", Assert.ThrowsExactly<InvalidDataException>(() => Read(Row("a"), broken)).Message);
        }
    }

    [TestMethod]
    public void A_short_line_is_told_with_its_number() =>
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => Read(Row("a"), Row("b"), "c,1,2,3")).Message, "Line 3 has 4 columns;");

    private IReadOnlyList<Trace> Read(params string[] lines)
    {
        var path = Path.Combine(_folder, "traces.csv");
        File.WriteAllLines(path, lines);
        return TraceFile.Read(path);
    }

    private static string Row(string name, int? total = null) => $"{name},{(total is null ? "" : $"{total},")}{string.Join(',', Enumerable.Range(0, 1440))}";
}
