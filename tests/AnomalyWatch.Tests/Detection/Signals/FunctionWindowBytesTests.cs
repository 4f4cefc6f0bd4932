using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Tests.Detection.Signals;

/// <summary>Open minutes are part of what a fold keeps.</summary>
[TestClass]
public sealed class FunctionWindowBytesTests
{
    [TestMethod]
    public void A_minute_that_was_read_grows_on_like_the_one_that_was_written()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var original = Grown(SomeWindows.Empty(seed), seed, calls: seed);
            var copy = Read(Bytes(original));
            Assert.AreEqual(original.Function, copy.Function);
            Assert.AreEqual(original.Start, copy.Start);

            Grown(original, seed + 1_000, calls: 100);
            Grown(copy, seed + 1_000, calls: 100);

            CollectionAssert.AreEqual(Bytes(original), Bytes(copy), $"seed {seed}");
            Assert.AreEqual(Told(original), Told(copy), $"seed {seed}");
        }
    }

    [TestMethod]
    public void The_bytes_do_not_depend_on_the_order_of_a_callers_calls()
    {
        var there = Grown(SomeWindows.Empty(0), 1, 40, callers: 1);
        var back = SomeWindows.Empty(0);
        foreach (var call in Calls(1, 40, 1).Reverse())
        {
            back.Add(call);
        }

        CollectionAssert.AreEqual(Bytes(there), Bytes(back));
    }

    [TestMethod]
    public void A_minute_without_a_call_costs_a_handful_of_bytes() => Assert.IsLessThan(24, Bytes(SomeWindows.Empty(0)).Length);

    [TestMethod]
    public void A_caller_without_an_identity_is_refused()
    {
        var window = SomeWindows.Empty(0);
        window.Add(SomeWindows.Call(0) with { Caller = new Caller { Ip = "1" } });
        var bytes = Bytes(window);
        // The caller ends the bytes: no principal, an address of one letter, nothing else.
        CollectionAssert.AreEqual(new byte[] { 0, 1, 1, (byte)'1', 0, 0, 0 }, bytes[^7..]);
        byte[] damaged = [.. bytes[..^6], 0, 0, 0, 0];

        var reader = new StateReader(damaged);
        FunctionWindow.Read(ref reader, SomeWindows.Function);
        Assert.IsTrue(reader.Failed);
    }

    [TestMethod]
    public void Cut_short_at_any_byte_it_is_refused()
    {
        var written = Bytes(Grown(SomeWindows.Empty(0), 3, 300));
        for (var length = 0; length < written.Length; length++)
        {
            var reader = new StateReader(written.AsSpan(0, length));
            FunctionWindow.Read(ref reader, SomeWindows.Function);
            Assert.IsTrue(reader.Failed, $"cut at {length}");
        }
    }

    [TestMethod]
    public void Flipped_bits_never_throw_neither_when_read_nor_when_judged()
    {
        var detector = new Detector(new DetectorOptions(), ScoringModel.Default);
        var random = new Random(20261110);
        var written = Bytes(Grown(SomeWindows.Empty(0), 4, 60));
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = written.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            var reader = new StateReader(damaged);
            var window = FunctionWindow.Read(ref reader, SomeWindows.Function);
            if (!reader.Failed)
            {
                read++;
                var state = detector.NewFunction();
                detector.Learn(state, window, detector.Judge(state, window));
                window.Add(SomeWindows.Call(0) with { Caller = new Caller { Principal = "x" } });
                Bytes(window);
            }
        }

        Assert.IsGreaterThan(100, read);
    }

    private static FunctionWindow Grown(FunctionWindow window, int seed, int calls, int callers = 90)
    {
        foreach (var call in Calls(seed, calls, callers))
        {
            window.Add(call);
        }

        return window;
    }

    private static Invocation[] Calls(int seed, int calls, int callers)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, calls).Select(_ => SomeWindows.Call(0) with
        {
            Count = random.Next(3) == 0 ? random.Next(1, 1_000) : 1,
            DurationMs = random.Next(5) == 0 ? null : Math.Exp(random.NextDouble() * 22) / 20,
            ColdStart = random.Next(9) == 0,
            Outcome = random.Next(3) == 0 && seed % 2 == 0 ? Outcome.Denied : random.Next(9) == 0 ? Outcome.Error : Outcome.Ok,
            Caller = random.Next(callers) is var number && seed % 5 == 0 ? new Caller { Principal = "one" }
                : number % 4 == 0 ? default
                : number % 4 == 1 ? new Caller { Ip = $"10.0.0.{number}", Network = $"AS{number}", Country = "DE" }
                : new Caller { Principal = $"röle-{number}", Agent = "curl" },
        })];
    }

    private static string Told(FunctionWindow window) =>
        $"{window.Invocations} {window.Errors} {window.Denied} {window.ColdStarts} {window.DeniedCaller} {window.DistinctCallers} "
        + $"{window.Durations.Count} {string.Join(' ', Enumerable.Range(0, 21).Select(i => window.Durations.Quantile(i / 20d)))} "
        + string.Join(',', window.Callers.OrderBy(known => known.Key, StringComparer.Ordinal));

    private static byte[] Bytes(FunctionWindow window)
    {
        var output = new ArrayBufferWriter<byte>();
        window.Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    private static FunctionWindow Read(byte[] bytes)
    {
        var reader = new StateReader(bytes);
        var window = FunctionWindow.Read(ref reader, SomeWindows.Function);
        Assert.IsTrue(reader.IsDone);
        return window;
    }
}
