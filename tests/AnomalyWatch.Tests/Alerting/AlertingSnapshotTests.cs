using System.Buffers;
using System.Globalization;
using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using FsCheck;
using FsCheck.Fluent;

namespace AnomalyWatch.Tests.Alerting;

/// <summary>The second fold's state as bytes: nobody can tell the fold that was written and read from the one that was not. Seeds are fixed.</summary>
[TestClass]
public sealed class AlertingSnapshotTests(TestContext context)
{
    private const int Records = 400;

    /// <summary>The usual settings, and some whose caps are met all the time.</summary>
    private static readonly AlertingOptions[] Settings =
    [
        new(),
        new() { MaxToldKeys = 2, MaxPendingKeys = 2, MaxChanges = 3, MaxScorers = 2 },
        new() { MaxAnomaliesPerKey = 4, MaxAnomalies = 9, MaxMembers = 3, MaxSpan = TimeSpan.FromMinutes(40) },
        new() { MaxPendingKeys = 1, Retention = TimeSpan.FromHours(1) },
    ];

    private sealed record Case(int Seed, int Cut, AlertingOptions Options);

    [TestMethod]
    public void What_was_read_goes_on_as_if_it_had_never_been_written()
    {
        var told = 0;
        foreach (var (seed, cut, options) in Cases(200, 20261120))
        {
            var log = SomeFindings.Log(seed, Records);
            var original = Applied(new AlertingFold(options), log[..cut], out _);
            var copy = Restored(options, Head(original), original.TakeChanges(all: true));

            Applied(original, log[cut..], out var expected);
            Applied(copy, log[cut..], out var outputs);

            told += expected.Count(character => character == '\n');
            Assert.AreEqual(expected, outputs, $"seed {seed}, cut at {cut}");
            Assert.AreEqual(Words(original), Words(copy), $"seed {seed}, cut at {cut}");
        }

        context.WriteLine($"{told} incident states told after restoring");
        Assert.IsGreaterThan(5_000, told);
    }

    [TestMethod]
    public void Entries_that_changed_laid_over_those_before_are_the_whole_state()
    {
        foreach (var (seed, cut, options) in Cases(100, 20261121))
        {
            var log = SomeFindings.Log(seed, Records);
            var fold = new AlertingFold(options);
            var kept = new SortedDictionary<string, StateEntry>(StringComparer.Ordinal);
            var at = 0;
            while (at < log.Count)
            {
                var next = Math.Min(log.Count, at + 1 + (cut / 4));
                Applied(fold, log[at..next], out _);
                Lay(kept, fold.TakeChanges(all: false));
                at = next;
            }

            // One that was restored tells its changes against what it was restored from.
            var copy = Restored(options, Head(fold), kept.Values);
            var more = SomeFindings.Log(seed + 1, 50);
            Applied(fold, more, out var expected);
            Applied(copy, more, out var outputs);
            Lay(kept, copy.TakeChanges(all: false));

            Assert.AreEqual(expected, outputs, $"seed {seed}");
            Assert.AreEqual(Words(fold.TakeChanges(all: true)), Words(kept.Values), $"seed {seed}");
        }
    }

    [TestMethod]
    public void Without_a_record_nothing_has_changed()
    {
        var fold = Applied(new AlertingFold(new AlertingOptions()), SomeFindings.Log(1, Records), out _);
        Assert.IsNotEmpty(fold.TakeChanges(all: false));

        Assert.IsEmpty(fold.TakeChanges(all: false));
        Assert.IsEmpty(Restored(new AlertingOptions(), Head(fold), fold.TakeChanges(all: true)).TakeChanges(all: false));
    }

    [TestMethod]
    public void Only_the_keys_that_changed_are_written_in_ordinal_order()
    {
        var fold = new AlertingFold(new AlertingOptions());
        See(fold, Some.Anomaly(1, 0, "aws/1/r/b"), Some.Anomaly(2, 0, "aws/1/r/a"), Some.Anomaly(3, 0, "azure/s/app/f"));
        CollectionAssert.AreEqual(new[] { "app:azure/s/app", "function:aws/1/r/a", "function:aws/1/r/b" }, Keys(fold.TakeChanges(all: false)));

        See(fold, Some.Anomaly(4, 1, "aws/1/r/b"));

        CollectionAssert.AreEqual(new[] { "function:aws/1/r/b" }, Keys(fold.TakeChanges(all: false)));
    }

    [TestMethod]
    public void A_key_that_left_memory_is_told_as_gone_but_not_one_that_nobody_kept()
    {
        var fold = new AlertingFold(new AlertingOptions());
        See(fold, Some.Anomaly(1) with { Phase = AnomalyPhase.Ended });
        var key = Assert.ContainsSingle(fold.TakeChanges(all: false)).Key;
        See(fold, Some.Anomaly(2, 0, "aws/1/r/short") with { Phase = AnomalyPhase.Ended });
        fold.Apply(new Stamped<Finding>(Some.Noon.AddMinutes(1_000), "scoring/0", true, default), []);

        var gone = Assert.ContainsSingle(fold.TakeChanges(all: false));
        Assert.AreEqual(key, gone.Key);
        Assert.IsNull(gone.Bytes);
        Assert.IsEmpty(fold.TakeChanges(all: true));
    }

    [TestMethod]
    public void A_change_is_written_once_and_told_as_gone_when_it_is_forgotten()
    {
        var fold = new AlertingFold(new AlertingOptions { MaxChanges = 1 });
        Take(0);
        var first = Assert.ContainsSingle(fold.TakeChanges(all: false));
        Take(0);
        Assert.IsEmpty(fold.TakeChanges(all: false));

        Take(1);

        var entries = fold.TakeChanges(all: false);
        Assert.HasCount(2, entries);
        Assert.IsNull(entries.Single(entry => entry.Key == first.Key).Bytes);

        void Take(int minute) => fold.Apply(
            new Stamped<Finding>(Some.Noon, "azure-monitor", false, new Finding(new Change { Function = "azure/s", Time = Some.Noon.AddMinutes(minute), Operation = "Deploy" })), []);
    }

    [TestMethod]
    public void What_cannot_be_is_refused_with_a_reason_that_quotes_nothing()
    {
        var fold = Applied(new AlertingFold(new AlertingOptions()), SomeFindings.Log(3, Records), out _);
        var head = Head(fold);
        var entries = fold.TakeChanges(all: true);

        Assert.AreEqual("Format version 3 is not known.", Fault(3, head, entries));
        Assert.AreEqual("The head is damaged.", Fault(2, head[..^1], entries));
        Assert.AreEqual("The head is damaged.", Fault(2, [.. head, 0], entries));
        Assert.AreEqual("An entry is damaged, or there twice.", Fault(2, head, [.. entries, entries[0]]));
        Assert.AreEqual("An entry is damaged, or there twice.", Fault(2, head, [entries[0] with { Bytes = new byte[] { 1, 2, 3 } }]));
        var change = entries.First(entry => entry.Key.StartsWith("change:", StringComparison.Ordinal));
        Assert.AreEqual("An entry is damaged, or there twice.", Fault(2, head, [change with { Key = "change:0" }]));
        Assert.IsNull(Fault(2, head, [.. entries, new StateEntry("gone", null)]));
    }

    [TestMethod]
    public void Cut_short_at_any_byte_every_entry_is_refused()
    {
        var fold = Applied(new AlertingFold(new AlertingOptions()), SomeFindings.Log(4, Records), out _);
        foreach (var entry in fold.TakeChanges(all: true).Where(entry => entry.Bytes!.Value.Length < 8_000).Take(6))
        {
            for (var length = 0; length < entry.Bytes!.Value.Length; length++)
            {
                Assert.IsNotNull(Fault(2, Head(fold), [entry with { Bytes = entry.Bytes!.Value[..length] }]), $"cut at {length}");
            }
        }
    }

    [TestMethod]
    public void Flipped_bits_never_throw()
    {
        var random = new Random(20261122);
        var fold = Applied(new AlertingFold(new AlertingOptions()), SomeFindings.Log(5, Records), out _);
        var head = Head(fold);
        var entries = fold.TakeChanges(all: true);
        var refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var entry = entries[random.Next(entries.Count)];
            var damaged = entry with { Bytes = Flipped(entry.Bytes!.Value.ToArray(), random) };
            refused += Fault(2, i % 4 == 0 ? Flipped(head, random) : head, [damaged]) is null ? 0 : 1;
        }

        context.WriteLine($"{refused} of 10,000 damaged states refused");
        Assert.IsGreaterThan(1_000, refused);
    }

    [TestMethod]
    public void An_incidents_bytes_are_few()
    {
        var sizes = Applied(new AlertingFold(new AlertingOptions()), SomeFindings.Log(6, 2_000), out _)
            .TakeChanges(all: true).Select(entry => entry.Bytes!.Value.Length).Order().ToList();
        var fold = new AlertingFold(new AlertingOptions());
        See(fold, Some.Anomaly());
        var one = fold.TakeChanges(all: true)[0].Bytes!.Value.Length;

        context.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"bytes of an entry: {one} with one incident of one anomaly; of a busy log median {sizes[sizes.Count / 2]}, largest {sizes[^1]}"));
        Assert.IsLessThan(3_000, one);
    }

    private static Case[] Cases(int cases, ulong seed) =>
        (from number in Gen.Choose(1, 100_000)
         from cut in Gen.Choose(0, Records)
         from options in Gen.Elements(Settings)
         select new Case(number, cut, options)).Sample(cases, new Rnd(seed, 7), 30);

    private static AlertingFold Applied(AlertingFold fold, IEnumerable<Stamped<Finding>> log, out string outputs)
    {
        var incidents = new List<Incident>();
        foreach (var record in log)
        {
            fold.Apply(record, incidents);
        }

        outputs = string.Concat(incidents.Select(incident => Encoding.UTF8.GetString(IncidentJson.ToUtf8Bytes(incident)) + "\n"));
        return fold;
    }

    private static void See(AlertingFold fold, params Anomaly[] anomalies) =>
        Applied(fold, anomalies.Select(anomaly => new Stamped<Finding>(anomaly.DetectedAt, "scoring/0", false, new Finding(anomaly))), out _);

    private static AlertingFold Restored(AlertingOptions options, byte[] head, IEnumerable<StateEntry> entries)
    {
        var fold = new AlertingFold(options);
        Assert.IsTrue(fold.TryRestore(fold.FormatVersion, head, entries, out var fault), fault);
        return fold;
    }

    private static string? Fault(int version, byte[] head, IEnumerable<StateEntry> entries)
    {
        var isRestored = new AlertingFold(new AlertingOptions()).TryRestore(version, head, entries, out var fault);
        Assert.AreEqual(isRestored, fault is null);
        return fault;
    }

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        var damaged = bytes.ToArray();
        for (var flips = random.Next(1, 4); flips > 0; flips--)
        {
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        }

        return damaged;
    }

    private static void Lay(SortedDictionary<string, StateEntry> kept, IEnumerable<StateEntry> changes)
    {
        foreach (var change in changes)
        {
            if (change.Bytes is null)
            {
                Assert.IsTrue(kept.Remove(change.Key), "only what was kept can be gone");
            }
            else
            {
                kept[change.Key] = change;
            }
        }
    }

    private static byte[] Head(AlertingFold fold)
    {
        var output = new ArrayBufferWriter<byte>();
        fold.WriteHead(output);
        return output.WrittenSpan.ToArray();
    }

    private static string[] Keys(IEnumerable<StateEntry> entries) => [.. entries.Select(entry => entry.Key)];

    private static string Words(AlertingFold fold) => Convert.ToHexString(Head(fold)) + Words(fold.TakeChanges(all: true));

    private static string Words(IEnumerable<StateEntry> entries) =>
        string.Concat(entries.Select(entry => $"\n{entry.Key} {Encoding.Latin1.GetString(entry.Bytes!.Value.Span)}"));
}
