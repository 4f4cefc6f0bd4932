using System.IO.Compression;
using AnomalyWatch.Local;
using AnomalyWatch.Local.SeriesFiles;
using AnomalyWatch.Tests.Local.SeriesFiles;

namespace AnomalyWatch.Tests.Local;

[TestClass]
public sealed class ScoreCommandTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-score-").FullName;

    public required TestContext TestContext { get; set; }

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task A_file_that_cannot_be_read_is_named_with_its_line_leaves_nothing_behind_and_keeps_no_other_from_being_scored()
    {
        Put("good.csv", SomeSeries.Csv(100));
        Put("bad.csv", "timestamp,value\n1600000000,1\n1600000060,secret\n");
        var (exitCode, told, errors) = await RunAsync();
        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(told, "1 of 2 files, 100 rows, ");
        Assert.AreEqual($"{Path.Combine(_folder, "in", "bad.csv")}, line 3: the value is no number.{Environment.NewLine}", errors);
        Assert.AreSequenceEqual(new[] { Path.Combine(_folder, "out", "good.csv") }, Directory.GetFiles(Path.Combine(_folder, "out")));
    }

    [TestMethod]
    public async Task A_compressed_file_is_scored_as_the_same_file_is()
    {
        Put("a.csv", SomeSeries.Csv(300));
        using (var gzip = new GZipStream(File.Create(Path.Combine(_folder, "in", "b.csv.gz")), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(await File.ReadAllBytesAsync(Path.Combine(_folder, "in", "a.csv"), TestContext.CancellationToken), TestContext.CancellationToken);
        }

        Assert.AreEqual(0, (await RunAsync()).ExitCode);
        CollectionAssert.AreEqual(
            await File.ReadAllBytesAsync(Path.Combine(_folder, "out", "a.csv"), TestContext.CancellationToken),
            await File.ReadAllBytesAsync(Path.Combine(_folder, "out", "b.csv"), TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task A_folder_that_is_not_there_is_an_error()
    {
        var (exitCode, told, errors) = await RunAsync();
        Assert.AreEqual(1, exitCode);
        Assert.AreEqual("", told);
        StringAssert.Contains(errors, "in");
    }

    private async Task<(int ExitCode, string Told, string Errors)> RunAsync()
    {
        using var told = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await ScoreCommand.RunAsync(new ScoreRequest(Path.Combine(_folder, "in"), Path.Combine(_folder, "out")), told, errors, TestContext.CancellationToken);
        return (exitCode, told.ToString(), errors.ToString());
    }

    private void Put(string name, string text) => File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "in")).FullName, name), text);
}
