using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Detection.Scoring;

/// <summary>A function's memory as bytes: nobody can tell the one that was written and read from the one that was not. Seeds are fixed.</summary>
[TestClass]
public sealed class FunctionStateTests(TestContext context)
{
    private static readonly Detector Detector = new(new DetectorOptions { Threshold = 4, NoveltyThreshold = 2 }, ScoringModel.Default);

    [TestMethod]
    public void What_was_read_judges_and_learns_on_as_if_it_had_never_been_written()
    {
        var anomalies = 0;
        foreach (var (life, i) in SomeLife.Sample(60, 20261101).Select((life, i) => (life, i)))
        {
            var written = 1 + (i * 37 % 600);
            var original = Lived(life, 0, written);
            var copy = Copy(original);

            for (var minute = written; minute < written + 400; minute++)
            {
                var expected = Live(original, life.Minute(minute));
                anomalies += expected.Count(verdict => verdict.IsAnomaly);
                Assert.AreEqual(Words(expected), Words(Live(copy, life.Minute(minute))), $"{life}, minute {minute} after {written}");
            }

            CollectionAssert.AreEqual(Bytes(original), Bytes(copy), $"{life} after {written}");
        }

        Assert.IsGreaterThan(300, anomalies, "lives without trouble would prove little");
    }

    [TestMethod]
    public void Written_again_the_bytes_are_the_same()
    {
        foreach (var life in SomeLife.Sample(20, 20261102))
        {
            foreach (var minutes in new[] { 0, 1, 14, 15, 16, 59, 60, 61, 700 })
            {
                var written = Bytes(Lived(life, 0, minutes));
                CollectionAssert.AreEqual(written, Bytes(Read(written)), $"{life} after {minutes}");
            }
        }
    }

    [TestMethod]
    public void Values_that_are_no_numbers_come_through_bit_for_bit()
    {
        var state = Detector.NewFunction();
        foreach (var odd in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, 5e-324, 1e300, 0.1 })
        {
            var reading = new Reading(Signal.Invocations, AnomalyKind.Burst, odd, odd, odd, odd, odd, default);
            for (var minute = 0; minute < 40; minute++)
            {
                state.Burst.Learn(reading, SomeWindows.Calls(minute, 3), isAnomalous: minute % 3 == 0);
                state.Errors.Learn(reading, SomeWindows.Calls(minute, 3), isAnomalous: false);
                state.Pattern.Learn(reading, isAnomalous: false);
            }

            var written = Bytes(state);
            CollectionAssert.AreEqual(written, Bytes(Read(written)), odd.ToString(CultureInfo.InvariantCulture));
        }
    }

    [TestMethod]
    public void Time_that_nobody_watched_is_passed_over_alike()
    {
        var life = SomeLife.Sample(1, 20261103).Single() with { PauseMinutes = 5 };
        var original = Lived(life, 0, 700);
        var copy = Copy(original);
        original.Skip(TimeSpan.FromMinutes(33));
        copy.Skip(TimeSpan.FromMinutes(33));

        for (var minute = 733; minute < 900; minute++)
        {
            Assert.AreEqual(Words(Live(original, life.Minute(minute))), Words(Live(copy, life.Minute(minute))));
        }
    }

    [TestMethod]
    public void Cut_short_at_any_byte_it_is_refused()
    {
        var written = Bytes(Lived(SomeLife.Sample(1, 20261104).Single(), 0, 500));
        for (var length = 0; length < written.Length; length++)
        {
            var reader = new StateReader(written.AsSpan(0, length));
            Assert.IsNull(Detector.ReadFunction(ref reader), $"cut at {length}");
            Assert.IsTrue(reader.Failed);
        }
    }

    /// <summary>Damage that a checksum would have found, had there been one: refused, or a memory that still judges.</summary>
    [TestMethod]
    public void Flipped_bits_never_throw_neither_when_read_nor_afterwards()
    {
        var random = new Random(20261105);
        var (refused, read) = (0, 0);
        foreach (var life in SomeLife.Sample(10, 20261106))
        {
            var written = Bytes(Lived(life, 0, 300));
            var windows = Enumerable.Range(300, 3).Select(life.Minute).ToList();
            for (var i = 0; i < 2_000; i++)
            {
                var damaged = written.ToArray();
                for (var flips = random.Next(1, 6); flips > 0; flips--)
                {
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                }

                var reader = new StateReader(damaged);
                if (Detector.ReadFunction(ref reader) is not { } state)
                {
                    refused++;
                    continue;
                }

                read++;
                state.Skip(TimeSpan.FromMinutes(1));
                windows.ForEach(window => Live(state, window));
                Bytes(state);
            }
        }

        context.WriteLine($"{refused} of 20,000 damaged states refused, {read} read and judged on");
        Assert.IsGreaterThan(100, refused);
        Assert.IsGreaterThan(100, read);
    }

    [TestMethod]
    public void Random_bytes_never_throw()
    {
        var random = new Random(20261107);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            var reader = new StateReader(bytes);
            Detector.ReadFunction(ref reader);
        }
    }

    [TestMethod]
    public void A_functions_bytes_are_few()
    {
        var sizes = new List<int>();
        using var all = new MemoryStream();
        foreach (var life in SomeLife.Sample(100, 20261108))
        {
            var written = Bytes(Lived(life with { Callers = Math.Min(life.Callers, 4) }, 0, SomeWindows.Day));
            sizes.Add(written.Length);
            all.Write(written);
        }

        sizes.Sort();
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(all.ToArray());
        }

        context.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"bytes of a function after a day: median {sizes[50]}, largest {sizes[^1]}; with Brotli {packed.Length / sizes.Count} on average"));
        Assert.IsLessThan(5_000, sizes[^1]);
    }

    private static FunctionState Lived(SomeLife life, int from, int to)
    {
        var state = Detector.NewFunction();
        for (var minute = from; minute < to; minute++)
        {
            Live(state, life.Minute(minute));
        }

        return state;
    }

    private static List<Verdict> Live(FunctionState state, FunctionWindow window)
    {
        var measured = Detector.Judge(state, window);
        var verdicts = new List<Verdict> { measured.Verdict };
        Detector.JudgeCallers(state, window, verdicts);
        Detector.Learn(state, window, measured);
        return verdicts;
    }

    /// <summary>All that a verdict says, each number with all of its digits.</summary>
    private static string Words(List<Verdict> verdicts)
    {
        var words = new StringBuilder();
        foreach (var verdict in verdicts)
        {
            words.Append(CultureInfo.InvariantCulture, $"{verdict with { Reasons = [], History = [] }} {string.Join(' ', verdict.Reasons)} [{string.Join(' ', verdict.History)}]\n");
        }

        return words.ToString();
    }

    private static byte[] Bytes(FunctionState state)
    {
        var output = new ArrayBufferWriter<byte>();
        state.Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    // What functions know of callers together is kept apart from each of them.
    private static FunctionState Copy(FunctionState original)
    {
        var copy = Read(Bytes(original));
        var head = new ArrayBufferWriter<byte>();
        original.Neighbourhood.Write(new StateWriter(head));
        var reader = new StateReader(head.WrittenSpan);
        copy.Neighbourhood.Restore(ref reader);
        foreach (var shard in original.Neighbourhood.ShardsToWrite(all: true))
        {
            var part = new ArrayBufferWriter<byte>();
            original.Neighbourhood.WriteShard(shard, new StateWriter(part));
            reader = new StateReader(part.WrittenSpan);
            copy.Neighbourhood.RestoreShard(shard, ref reader);
        }

        return copy;
    }

    private static FunctionState Read(byte[] bytes)
    {
        var reader = new StateReader(bytes);
        var state = Detector.ReadFunction(ref reader);
        Assert.IsTrue(reader.IsDone, "something is left, or could not be read");
        return state!;
    }
}
