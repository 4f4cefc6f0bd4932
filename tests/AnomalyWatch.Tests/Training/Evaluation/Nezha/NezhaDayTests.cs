using System.IO.Compression;
using System.Text;
using AnomalyWatch.Training.Evaluation.Nezha;

namespace AnomalyWatch.Tests.Training.Evaluation.Nezha;

[TestClass]
public sealed class NezhaDayTests
{
    private const string Header = "Time,TimeStamp,PodName,CpuUsage(m),CpuUsageRate(%),PodSuccessRate(%),NodeCpuUsageRate(%)\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-nezha-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Services_signals_and_faults_are_read()
    {
        Put("2022-08-22", "2022-08-22 00:00:19.607158889 +0000 UTC m=+0.1,1861140279,cart-55-x,1.5,5,0,2\n2022-08-22 00:01:19 +0000 UTC,1,cart-55-x,,5,0,2\n");
        var day = NezhaDay.ReadAll(_folder).Single();
        Assert.AreSequenceEqual(new[] { "cart", NezhaDay.Entry }, day.Services.Select(service => service.Name).ToArray());
        var cart = day.Services[0];
        Assert.AreSequenceEqual(new[] { "CpuUsage(m)" }, cart.Signals);
        Assert.AreSequenceEqual(new[] { 1.5, double.NaN }, cart.Values[0]);
        Assert.AreEqual(new DateTimeOffset(2022, 8, 22, 0, 0, 19, TimeSpan.Zero), cart.Times[0]);
        Assert.AreSequenceEqual(new[] { "SuccessRate(%)", "LatencyP50(s)" }, day.Services[1].Signals);
        Assert.AreEqual(new NezhaFault(new DateTimeOffset(2022, 8, 22, 3, 53, 54, TimeSpan.Zero), "cart", "exception"), day.Faults.Single());
    }

    [TestMethod]
    public void A_row_that_cannot_be_read_is_named()
    {
        Put("2022-08-22", "2022-08-22 00:00:19,1,cart-55-x,1.5,5,0\n");
        Assert.AreEqual("cart-55-x_metric.csv.gz, line 2: a time and 6 further columns are needed.", Assert.ThrowsExactly<InvalidDataException>(() => NezhaDay.ReadAll(_folder)).Message);
    }

    private void Put(string day, string rows)
    {
        var metric = Directory.CreateDirectory(Path.Combine(_folder, day, "metric")).FullName;
        Gzip(Path.Combine(metric, "cart-55-x_metric.csv.gz"), Header + rows);
        Gzip(Path.Combine(metric, "front_service.csv.gz"), "Time,TimeStamp,ServiceName,SuccessRate(%),LatencyP50(s)\n2022-08-22 00:00:19,1,Frontend,100,0.2\n");
        File.WriteAllText(Path.Combine(_folder, day, day + "-fault_list.json"), """{"03":[{"inject_time":"2022-08-22 03:53:54","inject_timestamp":"1","inject_pod":"cart-55-x","inject_type":"exception"}]}""");
    }

    private static void Gzip(string path, string text)
    {
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }
}
