using System.Text.Json.Nodes;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Tests.Route.Kills;

namespace AnomalyWatch.Tests.Local.Replay;

/// <summary>A replay goes on from what an earlier one has learned, as if it had been one replay.</summary>
[TestClass]
public sealed class ReplayStatesTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-states-").FullName;

    public required TestContext TestContext { get; set; }

    private string States => Path.Combine(_folder, "states");

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task Three_files_replayed_one_after_the_other_find_what_one_replay_of_all_finds()
    {
        var files = await FilesAsync();
        await ReplayAsync("all", files, states: null);
        foreach (var (number, file) in files.Index())
        {
            await ReplayAsync($"part-{number}", [file], States);
        }

        // What was told at the end of a part is told again, further on, in the next.
        var parts = Enumerable.Range(0, files.Length).SelectMany(number => Lines($"part-{number}", "anomalies.jsonl"))
            .GroupBy(IdOf, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var all = Lines("all", "anomalies.jsonl");
        Assert.IsGreaterThan(5, all.Length);
        CollectionAssert.AreEquivalent(all.Select(IdOf).ToList(), parts.Keys.ToList());
        // Which anomaly gives an incident its id may differ, the sets may not; what a part closed too early stands in its own results only.
        var together = Enumerable.Range(0, files.Length).SelectMany(number => Sets($"part-{number}")).ToHashSet(StringComparer.Ordinal);
        CollectionAssert.IsSubsetOf(Sets("all"), together.ToList());
    }

    [TestMethod]
    public async Task A_replay_that_was_ended_in_the_middle_leaves_what_the_one_before_had_learned()
    {
        var files = await FilesAsync();
        await ReplayAsync("first", [files[0]], States);
        using (var states = ReplayStates.Open(States))
        using (var ended = await ReplayRoute.ResumeAsync(states, TestContext.CancellationToken))
        {
            Assert.AreEqual(2, states.Run);
        }

        await ReplayAsync("second", [files[1]], States);
        await ReplayAsync("both", files[..2], states: null);
        CollectionAssert.IsSubsetOf(Lines("second", "anomalies.jsonl").Select(IdOf).ToList(), Lines("both", "anomalies.jsonl").Select(IdOf).ToList());
        Assert.AreEqual(3, Open().Run);
    }

    [TestMethod]
    public async Task A_damaged_state_is_refused_and_not_taken_for_a_new_beginning()
    {
        var files = await FilesAsync();
        await ReplayAsync("first", [files[0]], States);
        var state = Directory.EnumerateFiles(States, "*", SearchOption.AllDirectories).Where(path => new FileInfo(path).Length > 2000).Order(StringComparer.Ordinal).First();
        var bytes = await File.ReadAllBytesAsync(state, TestContext.CancellationToken);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(state, bytes, TestContext.CancellationToken);
        var refused = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => ReplayAsync("second", [files[1]], States));
        StringAssert.Contains(refused.Message, "Begin anew with another folder");
    }

    [TestMethod]
    [DataRow("{")]
    [DataRow("""{"run":0,"invocations":[],"findings":[]}""")]
    [DataRow("""{"run":1,"invocations":[-1],"findings":[]}""")]
    [DataRow("""{"run":1}""")]
    public void A_folder_that_holds_something_else_is_refused_with_its_name(string current)
    {
        Directory.CreateDirectory(States);
        File.WriteAllText(Path.Combine(States, "current.json"), current);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ReplayStates.Open(States)).Message, "current.json");
    }

    [TestMethod]
    public void Two_replays_do_not_share_a_folder_at_once()
    {
        using var one = ReplayStates.Open(States);
        Assert.Throws<IOException>(() => ReplayStates.Open(States));
    }

    private static string IdOf(string line) => JsonNode.Parse(line)!["id"]!.GetValue<string>();

    private ReplayStates Open()
    {
        using var states = ReplayStates.Open(States);
        return states;
    }

    private async Task<string[]> FilesAsync()
    {
        var paths = new List<string>();
        foreach (var piece in StormTelemetry.Pieces(70))
        {
            paths.Add(Path.Combine(_folder, $"{paths.Count}.ndjson"));
            await File.WriteAllTextAsync(paths[^1], piece, TestContext.CancellationToken);
        }

        return [.. paths];
    }

    private string[] Lines(string output, string name) => File.ReadAllLines(Path.Combine(_folder, output, name));

    private List<string> Sets(string output) =>
        [.. Lines(output, "incidents.jsonl").Select(line => JsonNode.Parse(line)!).Where(incident => incident["mergedInto"] is null)
            .Select(incident => string.Join(',', incident["anomalies"]!.AsArray().Select(anomaly => anomaly!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)))];

    private Task<(ReplaySummary Summary, ReplayTiming Timing)> ReplayAsync(string output, string[] files, string? states) =>
        ReplayRun.RunAsync(new ReplayRequest(files, Path.Combine(_folder, output), StatesFolder: states), onProgress: null, TestContext.CancellationToken);
}
