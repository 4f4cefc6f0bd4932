using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using FsCheck;
using FsCheck.Fluent;

namespace AnomalyWatch.Tests.Alerting;

/// <summary>Whatever order findings arrive in, the same anomalies end up together and their incidents say the same. Seeds are fixed.</summary>
[TestClass]
public sealed class GroupingPropertyTests
{
    private const int Cases = 300;

    private static readonly string[] Functions =
    [
        "azure/sub/shop/checkout", "azure/sub/shop/cart", "azure/sub/blog/post", "azure/sub/plain",
    ];

    [TestMethod]
    public void Any_order_of_all_findings_gives_the_same_incidents()
    {
        foreach (var (log, seed) in Samples(Log(), 20260701))
        {
            var expected = Result(log, new AlertingOptions());
            var shuffled = log.ToArray();
            new Random(seed).Shuffle(shuffled);

            Assert.AreEqual(expected, Result(shuffled, new AlertingOptions()), $"case {seed}");
        }
    }

    [TestMethod]
    public void Any_order_gives_the_same_incidents_also_where_they_reach_their_largest_size()
    {
        var options = new AlertingOptions { MaxMembers = 3, MaxSpan = TimeSpan.FromMinutes(50) };
        foreach (var (log, seed) in Samples(Log(), 20260702))
        {
            var shuffled = log.ToArray();
            new Random(seed).Shuffle(shuffled);

            Assert.AreEqual(Result(log, options), Result(shuffled, options), $"case {seed}");
        }
    }

    [TestMethod]
    public void Any_order_gives_the_same_incidents_also_where_callers_and_functions_are_summed_up()
    {
        var options = new AlertingOptions { FanOutFunctions = 2, FleetFunctions = 2, FleetLag = TimeSpan.FromMinutes(30) };
        var summaries = 0;
        foreach (var (log, seed) in Samples(Log(), 20260708))
        {
            var shuffled = log.ToArray();
            new Random(seed).Shuffle(shuffled);
            var expected = Result(log, options);
            summaries += expected.Contains("\"functionsOff\"", StringComparison.Ordinal) || expected.Contains("\"functionsReached\"", StringComparison.Ordinal) ? 1 : 0;

            Assert.AreEqual(expected, Result(shuffled, options), $"case {seed}");
        }

        Assert.IsGreaterThan(Cases / 10, summaries, "the cases are about something else");
    }

    [TestMethod]
    public void Any_interleaving_of_scoring_partitions_gives_the_same_incidents()
    {
        foreach (var (log, seed) in Samples(Log(), 20260703))
        {
            Assert.AreEqual(Result(log, new AlertingOptions()), Result(Interleave(log, new Random(seed)), new AlertingOptions()), $"case {seed}");
        }
    }

    [TestMethod]
    public void Findings_that_come_twice_change_nothing()
    {
        foreach (var (log, seed) in Samples(Log(), 20260704))
        {
            var twice = log.Concat(log).ToArray();
            new Random(seed).Shuffle(twice);

            Assert.AreEqual(Result(log, new AlertingOptions()), Result(twice, new AlertingOptions()), $"case {seed}");
        }
    }

    [TestMethod]
    public void Every_anomaly_is_in_one_incident_at_most_and_every_strong_one_in_exactly_one()
    {
        foreach (var (log, seed) in Samples(Log(), 20260705))
        {
            var fold = Fold(log, new AlertingOptions());
            var told = fold.Live.SelectMany(incident => incident.Anomalies).Select(anomaly => anomaly.Id).ToList();
            var withdrawn = log.Where(record => record.Record.Anomaly?.Phase == AnomalyPhase.Withdrawn).Select(record => record.Record.Anomaly!.Id).ToHashSet();
            var strong = log.Select(record => record.Record.Anomaly).OfType<Anomaly>().Where(a => a.Weight >= 1 && !withdrawn.Contains(a.Id)).Select(a => a.Id).Distinct();

            Assert.AreEqual(told.Count, told.Distinct().Count(), $"case {seed}");
            Assert.IsEmpty(strong.Except(told), $"case {seed}");
            Assert.IsEmpty(told.Intersect(withdrawn), $"case {seed}");
        }
    }

    [TestMethod]
    public void The_same_log_gives_the_same_states_byte_for_byte()
    {
        foreach (var (log, seed) in Samples(Log(), 20260706).Take(100))
        {
            Assert.AreEqual(Bytes(log), Bytes(log), $"case {seed}");
        }

        static string Bytes(IReadOnlyList<Stamped<Finding>> log)
        {
            var outputs = new List<Incident>();
            var fold = new AlertingFold(new AlertingOptions());
            foreach (var record in log)
            {
                fold.Apply(record, outputs);
            }

            return string.Join('\n', outputs.Select(incident => Encoding.UTF8.GetString(IncidentJson.ToUtf8Bytes(incident))));
        }
    }

    /// <summary>The union of sightings does not depend on order, brackets or repetition.</summary>
    [TestMethod]
    public void The_union_of_sightings_is_commutative_associative_and_idempotent()
    {
        foreach (var three in Sighting(0).ListOf(3).Sample(Cases, new Rnd(20260707, 7), 10))
        {
            var (a, b, c) = (three[0], three[1], three[2]);
            Assert.IsTrue(AnomalyContent.Same(AnomalyUnion.Of(a, b), AnomalyUnion.Of(b, a)));
            Assert.IsTrue(AnomalyContent.Same(AnomalyUnion.Of(AnomalyUnion.Of(a, b), c), AnomalyUnion.Of(a, AnomalyUnion.Of(b, c))));
            Assert.AreSame(a, AnomalyUnion.Of(a, a));
        }
    }

    private static IEnumerable<(IReadOnlyList<Stamped<Finding>> Log, int Seed)> Samples(Gen<IReadOnlyList<Stamped<Finding>>> gen, ulong seed) =>
        gen.Sample(Cases, new Rnd(seed, 7), 30).Select((log, i) => (log, i));

    /// <summary>Up to 25 sightings of 10 anomalies over two hours at four functions, a few changes, ticks of three scorers.</summary>
    private static Gen<IReadOnlyList<Stamped<Finding>>> Log() =>
        from sightings in Gen.Choose(0, 9).SelectMany(Sighting).ListOf().Resize(25)
        from changes in AnyChange().ListOf().Resize(3)
        from scorers in Gen.Choose(0, 2).ListOf(sightings.Count)
        from ticks in Gen.Choose(0, 300).ListOf(3)
        select (IReadOnlyList<Stamped<Finding>>)
        [
            .. sightings.Zip(scorers, (anomaly, scorer) => new Stamped<Finding>(Some.Noon, $"scoring/{scorer}", false, new Finding(anomaly))),
            .. changes.Select(change => new Stamped<Finding>(change.Time, "azure-monitor", false, new Finding(change))),
            .. ticks.Select((minute, scorer) => new Stamped<Finding>(Some.Noon.AddMinutes(minute), $"scoring/{scorer}", true, default)),
        ];

    /// <summary>A sighting of anomaly <paramref name="number"/>: what its id is made from is fixed, all else varies.</summary>
    private static Gen<Anomaly> Sighting(int number) =>
        from phase in Gen.Frequency((4, Gen.Constant(AnomalyPhase.Began)), (3, Gen.Constant(AnomalyPhase.Continues)), (6, Gen.Constant(AnomalyPhase.Ended)), (1, Gen.Constant(AnomalyPhase.Withdrawn)))
        from length in Gen.Choose(1, 25)
        from score in Gen.Choose(8, 12)
        from observed in Gen.Choose(0, 3)
        from detected in Gen.Choose(0, 5)
        let isIdentity = number % 3 == 0
        let begin = number * 7919 % 120
        select Some.Anomaly(number + 1, begin, Functions[number % Functions.Length]) with
        {
            Kind = isIdentity ? AnomalyKind.NewCaller : number % 2 == 0 ? AnomalyKind.Burst : AnomalyKind.Errors,
            Principal = isIdentity ? (number % 2 == 0 ? "alice" : "bob") : null,
            Weight = number % 4 == 1 ? 0.4 : 1,
            Phase = phase,
            WindowEnd = Some.Noon.AddMinutes(begin + length),
            DetectedAt = Some.Noon.AddMinutes(begin + detected),
            Score = score,
            Observed = observed,
            Reasons = [new Reason(Signal.Errors, observed, 0, 1, score)],
        };

    private static Gen<Change> AnyChange() =>
        from function in Gen.Elements("azure/sub", "azure/sub/shop", Functions[0])
        from minute in Gen.Choose(-30, 120)
        select new Change { Function = function, Time = Some.Noon.AddMinutes(minute), Operation = $"Deploy{minute}" };

    /// <summary>A random merge of the sources that keeps the order within each.</summary>
    private static List<Stamped<Finding>> Interleave(IReadOnlyList<Stamped<Finding>> log, Random random)
    {
        var sources = log.GroupBy(record => record.Source).Select(group => new Queue<Stamped<Finding>>(group)).ToList();
        var merged = new List<Stamped<Finding>>();
        while (sources.Count > 0)
        {
            var source = sources[random.Next(sources.Count)];
            merged.Add(source.Dequeue());
            sources.RemoveAll(queue => queue.Count == 0);
        }

        return merged;
    }

    private static FoldDriver Fold(IEnumerable<Stamped<Finding>> log, AlertingOptions options)
    {
        var fold = new FoldDriver(options);
        foreach (var record in log)
        {
            fold.Apply(record);
        }

        return fold;
    }

    /// <summary>All live incidents as JSON, without their ids.</summary>
    private static string Result(IEnumerable<Stamped<Finding>> log, AlertingOptions options) => string.Join('\n', Fold(log, options).Live
        .Select(incident => Encoding.UTF8.GetString(IncidentJson.ToUtf8Bytes(incident with { Id = Some.Id(0) })))
        .Order(StringComparer.Ordinal));
}
