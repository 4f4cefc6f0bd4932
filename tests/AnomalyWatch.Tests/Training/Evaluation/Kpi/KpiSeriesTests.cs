using System.IO.Compression;
using System.Text;
using AnomalyWatch.Training.Evaluation.Kpi;

namespace AnomalyWatch.Tests.Training.Evaluation.Kpi;

[TestClass]
public sealed class KpiSeriesTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-kpi-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Rows_labels_and_halves_are_read()
    {
        Put("b", "0,1.5,0,train\n60,2,1,train\n120,3,0,test\n");
        Put("a", "0,1,0,test\n");
        var series = KpiSeries.ReadAll(_folder);
        Assert.AreSequenceEqual(new[] { "a", "b" }, series.Select(kpi => kpi.Name).ToArray());
        Assert.AreSequenceEqual(new[] { 1.5, 2, 3 }, series[1].Values);
        Assert.AreSequenceEqual(new[] { false, true, false }, series[1].Labels);
        Assert.AreEqual((0, 2), series[1].Rows(KpiHalf.Train));
        Assert.AreEqual((2, 3), series[1].Rows(KpiHalf.Test));
        Assert.AreEqual(120d / 86_400, series[1].Days(KpiHalf.Train));
    }

    [TestMethod]
    public void A_row_that_cannot_be_read_is_named()
    {
        Put("a", "0,1.5,0,train\n60,much,0,train\n");
        Assert.AreEqual("a.csv.gz, line 3: a time and a value are needed.", Assert.ThrowsExactly<InvalidDataException>(() => KpiSeries.Read(Path.Combine(_folder, "series", "a.csv.gz"))).Message);
    }

    private void Put(string name, string rows)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "series"));
        using var gzip = new GZipStream(File.Create(Path.Combine(_folder, "series", name + ".csv.gz")), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes("timestamp,value,label,split\n" + rows));
    }
}
