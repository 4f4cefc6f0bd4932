using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Training.Simulating;

[TestClass]
public sealed class SimulationTests
{
    [TestMethod]
    public void The_same_seed_gives_the_same_telemetry_and_truth_byte_for_byte()
    {
        var again = Simulation.Make(TinyFleet.DataFolder, TinyFleet.Options);
        Assert.AreEqual(Hash(TinyFleet.Simulation), Hash(again));
        Assert.AreEqual(JsonSerializer.Serialize(TinyFleet.Simulation.Truth), JsonSerializer.Serialize(again.Truth));
    }

    [TestMethod]
    public void Another_seed_gives_other_functions_of_the_other_half_of_the_series()
    {
        var data = SourceData.Read(TinyFleet.DataFolder);
        var even = Fleet.Make(data, TinyFleet.Options).Functions.Select(function => function.Series).ToHashSet();
        var odd = Fleet.Make(data, TinyFleet.Options with { Seed = 9 }).Functions.Select(function => function.Series).ToHashSet();
        Assert.IsFalse(even.Overlaps(odd));
    }

    [TestMethod]
    public void Every_line_is_taken_in_and_all_but_old_telemetry_is_in_order_of_time()
    {
        var last = DateTimeOffset.MinValue;
        var (lines, early) = (0, 0);
        foreach (var minute in TinyFleet.Simulation.Lines())
        {
            var read = CanonicalLines.Read(minute.Span);
            Assert.AreEqual(0, read.RejectedCount, read.Rejections.Count > 0 ? read.Rejections[0].Reason : "");
            foreach (var record in read.Records)
            {
                var isBeginning = record.IsInvocation && record.Invocation.Kind == InvocationKind.Start;
                lines++;
                early += record.EventTime < last && !isBeginning ? 1 : 0;
                last = record.EventTime > last ? record.EventTime : last;
            }
        }

        var old = TinyFleet.Simulation.Truth.Runs.Where(run => run.Scenario == 35).Sum(run => 60 * (run.End - run.Start).TotalMinutes);
        Assert.IsGreaterThan(100_000, lines);
        Assert.IsLessThanOrEqualTo(old, early, "out of order");
    }

    [TestMethod]
    public void What_happens_to_some_functions_changes_nothing_at_the_others()
    {
        var named = TinyFleet.Simulation.Truth.Runs.SelectMany(run => run.Functions.Concat(run.Prefixes)).ToHashSet(StringComparer.Ordinal);
        bool IsNamed(string function) => named.Contains(function) || named.Any(prefix => function.StartsWith(prefix, StringComparison.Ordinal));
        Assert.AreEqual(
            Hash(TinyFleet.Simulation, function => !IsNamed(function)),
            Hash(TinyFleet.Simulation.WithoutScenarios(), function => !IsNamed(function)));
        Assert.AreNotEqual(Hash(TinyFleet.Simulation), Hash(TinyFleet.Simulation.WithoutScenarios()));
    }

    [TestMethod]
    public void Runs_lie_within_the_simulation_and_do_not_meet_at_a_function()
    {
        var truth = TinyFleet.Simulation.Truth;
        Assert.IsGreaterThanOrEqualTo(30, truth.Runs.Select(run => run.Scenario).Distinct().Count(), "scenarios with a run");
        Assert.IsTrue(truth.Runs.Any(run => run.IsFirstHour));
        foreach (var run in truth.Runs)
        {
            Assert.IsTrue(run.Start >= truth.Begin && run.Start < run.End && run.End <= truth.End, $"{run.Scenario} {run.Start} {run.End}");
        }

        foreach (var runs in truth.Runs.GroupBy(run => run.Functions[0]))
        {
            var inTurn = runs.OrderBy(run => run.Start).ToList();
            foreach (var (earlier, later) in inTurn.Zip(inTurn.Skip(1)))
            {
                Assert.IsGreaterThan(earlier.End, later.Start, $"{earlier.Scenario} and {later.Scenario} meet at {runs.Key}");
            }
        }
    }

    [TestMethod]
    [DataRow(1, "invocations")]
    [DataRow(24, "silence")]
    [DataRow(6, "denied")]
    [DataRow(30, "errors")]
    [DataRow(31, "callers")]
    public void A_run_shows_in_the_telemetry_what_it_is_about(int scenario, string what)
    {
        var run = TinyFleet.Simulation.Truth.Runs.First(candidate => candidate.Scenario == scenario && !candidate.IsFirstHour);
        var with = During(TinyFleet.Simulation, run);
        var without = During(TinyFleet.Simulation.WithoutScenarios(), run);
        Assert.IsTrue(
            what switch
            {
                "invocations" => Calls(with) > Calls(without) + 500,
                "silence" => Calls(with) == 0 && Calls(without) > 5,
                "denied" => Calls(with, Outcome.Denied) > Calls(without, Outcome.Denied) + 50,
                "errors" => Calls(with, Outcome.Error) > 2 + (3 * Calls(without, Outcome.Error)),
                _ => with.Count(call => call.Caller.Principal == run.Principals[0]) >= 10,
            },
            $"{Calls(with)} calls instead of {Calls(without)}");
    }

    private static List<Invocation> During(Simulation simulation, ScenarioTruth run) =>
    [
        .. simulation.Lines().Where(minute => run.Functions.Any(function => minute.Span.IndexOf(Encoding.UTF8.GetBytes(function)) >= 0))
            .SelectMany(minute => CanonicalLines.Read(minute.Span).Records)
            .Where(record => record.IsInvocation && run.Functions.Contains(record.Function) && record.EventTime > run.Start && record.EventTime <= run.End)
            .Select(record => record.Invocation),
    ];

    private static long Calls(IEnumerable<Invocation> invocations, Outcome? outcome = null) =>
        invocations.Where(invocation => outcome is null || invocation.Outcome == outcome).Sum(invocation => invocation.Count);

    private static string Hash(Simulation simulation, Func<string, bool>? choose = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var minute in simulation.Lines())
        {
            if (choose is null)
            {
                hash.AppendData(minute.Span);
                continue;
            }

            foreach (var line in Encoding.UTF8.GetString(minute.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => choose(FunctionOf(line))))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(line));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static string FunctionOf(string line)
    {
        var from = line.IndexOf("\"function\":\"", StringComparison.Ordinal) + 12;
        return line[from..line.IndexOf('"', from)];
    }
}
