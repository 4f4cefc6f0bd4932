using System.Text;
using AnomalyWatch.Local.SeriesFiles;

namespace AnomalyWatch.Tests.Local.SeriesFiles;

[TestClass]
public sealed class SeriesReaderTests
{
    [TestMethod]
    [DataRow("timestamp,value\n1600000000,1.5\n1600000060,-2e3\n", DisplayName = "as it should be")]
    [DataRow("\uFEFF\"Timestamp\",\"Value\"\r\n\"1600000000\",\"1.5\"\r\n1600000060, -2000 \r\n", DisplayName = "mark, quotes, blanks and CRLF")]
    [DataRow("1600000000,1.5\n1600000060,-2000", DisplayName = "no header, no last line's end")]
    [DataRow("label,value,host,timestamp\n0,1.5,a,1600000000\n1,-2000,b,1600000060\n", DisplayName = "columns in any place")]
    [DataRow("\n\ntimestamp,value\n\n1600000000,1.5\n\n1600000060,-2000\n\n", DisplayName = "empty lines")]
    public void Rows_are_read(string csv)
    {
        var rows = Read(csv);
        Assert.AreSequenceEqual(new[] { 1_600_000_000L, 1_600_000_060 }, rows.Select(row => row.Seconds).ToArray());
        Assert.AreSequenceEqual(new[] { 1.5, -2000 }, rows.Select(row => row.Value).ToArray());
    }

    [TestMethod]
    [DataRow("1600000000,")]
    [DataRow("1600000000,NaN")]
    [DataRow("1600000000,null")]
    [DataRow("1600000000,\"\"")]
    public void An_empty_value_is_a_row_without_one(string csv) => Assert.IsTrue(double.IsNaN(Read(csv).Single().Value));

    [TestMethod]
    [DataRow("time,value\n1600000000,1\n", "line 1: the columns timestamp and value are needed")]
    [DataRow("\ntime,value\n1600000000,1\n", "line 2: the columns timestamp and value are needed", DisplayName = "empty lines count")]
    [DataRow("timestamp,value\n1600000000,1\nyesterday,1\n", "line 3: the timestamp is neither ISO 8601 nor a Unix time")]
    [DataRow("timestamp,value\n1600000000,1\n\n1600000060,4 apples\n", "line 4: the value is no number")]
    [DataRow("timestamp,value\n1600000000\n", "line 2: there is no value")]
    public void What_cannot_be_read_is_told_with_its_line_and_without_its_text(string csv, string expected) =>
        Assert.AreEqual(expected, Assert.ThrowsExactly<InvalidDataException>(() => Read(csv)).Message);

    [TestMethod]
    public void A_line_longer_than_any_series_has_is_refused()
    {
        var csv = "timestamp,value\n1600000000," + new string('1', 70_000) + "\n";
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => Read(csv)).Message, "line 2: more than");
    }

    [TestMethod]
    public void A_line_that_never_ends_is_refused() => Assert.ThrowsExactly<InvalidDataException>(() => Read("timestamp,value\n" + new string('1', 3_000_000)));

    private static List<(long Seconds, double Value)> Read(string csv) =>
        [.. new SeriesReader(new MemoryStream(Encoding.UTF8.GetBytes(csv))).Rows().Select(row => (row.Time.ToUnixTimeSeconds(), row.Value))];
}
