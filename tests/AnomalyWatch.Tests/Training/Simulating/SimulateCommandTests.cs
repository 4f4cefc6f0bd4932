using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Training.Simulating;

[TestClass]
public sealed class SimulateCommandTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-").FullName;

    [TestCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task It_writes_telemetry_truth_and_a_manifest_that_vouches_for_both()
    {
        Assert.AreEqual(0, await Run("--seed", "8", "--functions", "20", "--days", "2", "--scenarios", "6,24", "--data", TinyFleet.DataFolder, "--out", _folder));
        using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "manifest.json")));
        Assert.AreEqual(Hash("invocations.ndjson.gz"), manifest.RootElement.GetProperty("telemetrySha256").GetString());
        Assert.AreEqual(Hash("truth.json"), manifest.RootElement.GetProperty("truthSha256").GetString());
        Assert.AreEqual(8, manifest.RootElement.GetProperty("options").GetProperty("seed").GetInt32());
        Assert.Contains("CC-BY 4.0", manifest.RootElement.GetProperty("sources")[0].GetString()!);

        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(_folder, "invocations.ndjson.gz")), CompressionMode.Decompress));
        var lines = 0L;
        while (await reader.ReadLineAsync() is not null)
        {
            lines++;
        }

        Assert.AreEqual(manifest.RootElement.GetProperty("records").GetInt64(), lines);
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "truth.json")));
        Assert.IsTrue(truth.RootElement.GetProperty("runs").EnumerateArray().All(run => run.GetProperty("scenario").GetInt32() is 6 or 24));
    }

    [TestMethod]
    public async Task Wrong_options_and_absent_data_end_with_1()
    {
        Assert.AreEqual(1, await Run("--seed", "8", "--scenarios", "99", "--out", _folder));
        Assert.AreEqual(1, await Run("--seed", "8", "--days", "1", "--out", _folder));
        Assert.AreEqual(1, await Run("--seed", "8", "--data", Path.Combine(_folder, "none"), "--out", _folder));
    }

    private static Task<int> Run(params string[] args) => SimulateCommand.Create().Parse(args).InvokeAsync();

    private string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder, file))));
}
