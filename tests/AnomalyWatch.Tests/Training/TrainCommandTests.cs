using System.IO.Compression;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Training;

namespace AnomalyWatch.Tests.Training;

[TestClass]
public sealed class TrainCommandTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-").FullName;

    [TestCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task It_reads_packed_traces_and_writes_a_model_that_can_be_loaded()
    {
        var traces = Write("traces.csv.gz", SomeTraces.Make(22));
        var excluded = Write("excluded.csv.gz", SomeTraces.Make(2));
        var folder = Path.Combine(_folder, "a", "b");
        Assert.AreEqual(0, await Run("train", "--traces", traces, "--exclude", excluded, "--every", "2", "--data-note", "Made up.", "--out", folder));

        var model = ScoringModel.Load(File.ReadAllBytes(Path.Combine(folder, "model.zip")), File.ReadAllBytes(Path.Combine(folder, "model.json")));
        Assert.AreEqual(10, model.Manifest.Functions);
        Assert.AreEqual(20190715, model.Manifest.Seed);
    }

    [TestMethod]
    public async Task Too_few_traces_wrong_options_and_a_missing_file_end_with_1_and_write_nothing()
    {
        var traces = Write("few.csv.gz", SomeTraces.Make(1));
        var folder = Path.Combine(_folder, "out");
        Assert.AreEqual(1, await Run("train", "--traces", traces, "--every", "1", "--out", folder));
        Assert.AreEqual(1, await Run("train", "--traces", traces, "--every", "0", "--out", folder));
        Assert.AreEqual(1, await Run("train", "--traces", Path.Combine(_folder, "none.csv"), "--out", folder));
        Assert.IsFalse(Directory.Exists(folder));
    }

    private static Task<int> Run(params string[] args) => TrainCommand.Create().Parse(args[1..]).InvokeAsync();

    private string Write(string name, IEnumerable<Trace> traces)
    {
        var path = Path.Combine(_folder, name);
        using var text = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        text.WriteLine("series,total," + string.Join(',', Enumerable.Range(1, SomeTraces.Minutes).Select(minute => $"m{minute}")));
        foreach (var trace in traces)
        {
            text.WriteLine($"{trace.Name},{trace.Counts.Sum()},{string.Join(',', trace.Counts)}");
        }

        return path;
    }
}
