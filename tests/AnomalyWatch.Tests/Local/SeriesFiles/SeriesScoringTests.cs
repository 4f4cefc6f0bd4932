using System.Globalization;
using System.Text;
using AnomalyWatch.Local.SeriesFiles;

namespace AnomalyWatch.Tests.Local.SeriesFiles;

[TestClass]
public sealed class SeriesScoringTests
{
    private const int Rows = 2000;
    private const int Spike = 1500;

    [TestMethod]
    public void Every_row_is_written_with_a_score_and_a_severity_from_0_to_1()
    {
        var lines = Score(SomeSeries.Csv(Rows, Spike)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual("timestamp,value,anomaly_score,severity", lines[0]);
        Assert.HasCount(Rows + 1, lines);
        foreach (var cells in lines.Skip(1).Select(line => line.Split(',')))
        {
            Assert.HasCount(4, cells);
            Assert.IsInRange(0, 1, Number(cells[2]));
            Assert.IsInRange(0, 1, Number(cells[3]));
        }
    }

    [TestMethod]
    public void Time_and_value_are_written_as_they_were()
    {
        var lines = Score("timestamp,value\n2020-09-13T14:26:40+02:00,1.50\n1600000060,\n").Split('\n');
        StringAssert.StartsWith(lines[1], "2020-09-13T14:26:40+02:00,1.50,");
        StringAssert.StartsWith(lines[2], "1600000060,,0.000000,");
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(700)]
    [DataRow(Spike + 1)]
    public void A_prefix_is_scored_as_the_whole_is(int rows)
    {
        var whole = Score(SomeSeries.Csv(Rows, Spike));
        var prefix = Score(SomeSeries.Csv(rows, Spike));
        Assert.AreEqual(prefix, whole[..prefix.Length]);
    }

    [TestMethod]
    public void What_comes_later_changes_nothing_before_it()
    {
        var (calm, spiked) = (Score(SomeSeries.Csv(Rows)).Split('\n'), Score(SomeSeries.Csv(Rows, Spike)).Split('\n'));
        Assert.AreSequenceEqual(calm[..(Spike + 1)], spiked[..(Spike + 1)]);
        Assert.AreNotEqual(calm[Spike + 1], spiked[Spike + 1]);
    }

    [TestMethod]
    public void A_spike_is_worth_an_alert_and_nothing_else_is()
    {
        var alerts = Score(SomeSeries.Csv(Rows, Spike)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select((line, row) => (Row: row, Score: Number(line.Split(',')[2])))
            .Where(row => row.Score >= 0.5)
            .Select(row => row.Row)
            .ToArray();
        Assert.AreSequenceEqual(new[] { Spike }, alerts);
    }

    [TestMethod]
    public void No_rows_are_an_error() =>
        Assert.AreEqual("line 1: there are no rows", Assert.ThrowsExactly<InvalidDataException>(() => Score("timestamp,value\n")).Message);

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static string Score(string csv)
    {
        using var output = new MemoryStream();
        SeriesScoring.Score(new MemoryStream(Encoding.UTF8.GetBytes(csv)), output, () => { }, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
