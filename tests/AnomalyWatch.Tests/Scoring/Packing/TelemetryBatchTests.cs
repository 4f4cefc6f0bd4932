using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring.Packing;

[TestClass]
public sealed class TelemetryBatchTests
{
    private readonly TelemetryCodec _codec = new();

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(63)]
    [DataRow(5_000)]
    public void Every_record_reads_back_equal_in_its_order(int count)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var records = SomeRecords.Mixed(count, seed);
            CollectionAssert.AreEqual(records, RoundTrip(records).Select(read => read.Record).ToList());
        }
    }

    [TestMethod]
    public void The_measured_inputs_read_back_equal()
    {
        foreach (var records in new[] { PackInputs.Singles(3_000), PackInputs.Aggregates(3_000) })
        {
            CollectionAssert.AreEqual(records, RoundTrip(records).Select(read => read.Record).ToList());
        }
    }

    [TestMethod]
    public void Numbers_come_back_bit_by_bit()
    {
        double[] odd = [0, -0.0, 1.0 / 3, 0.1 + 0.2, double.MaxValue, double.Epsilon, double.NaN, double.NegativeInfinity, 1e15 + 0.3, 81.2345678];
        foreach (var number in odd)
        {
            var record = new TelemetryRecord(new Invocation { Function = "other/f", Start = Some.Noon, DurationMs = number, MemoryMb = number });
            var read = RoundTrip([record]).Single().Record.Invocation;
            Assert.AreEqual(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(read.DurationMs!.Value));
            Assert.AreEqual(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(read.MemoryMb!.Value));
        }
    }

    [TestMethod]
    public void Only_records_that_break_a_rule_are_unsound_as_they_are_in_JSON()
    {
        TelemetryRecord Of(string function, long count = 1) => new(new Invocation { Function = function, Start = Some.Noon, Count = count });
        var read = RoundTrip([Of("other/a"), Of("no provider"), Of("other/b", count: 0), Of("other/c")]);
        CollectionAssert.AreEqual(new[] { true, false, false, true }, read.Select(each => each.IsSound).ToList());
    }

    [TestMethod]
    public void An_empty_text_is_unknown_as_it_is_in_JSON()
    {
        var record = new TelemetryRecord(new Invocation { Function = "other/a", Start = Some.Noon, Version = "", Caller = new Caller { Ip = "" } });
        var read = RoundTrip([record]).Single().Record.Invocation;
        Assert.IsNull(read.Version);
        Assert.IsTrue(read.Caller.IsUnknown);
    }

    private List<(bool IsSound, TelemetryRecord Record)> RoundTrip(List<TelemetryRecord> records)
    {
        var (dense, loose) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        _codec.WriteBatch([.. records], new PackSections(dense, loose));
        var read = new List<(bool, TelemetryRecord)>();
        var isRead = _codec.TryReadBatch(
            new PackedRecords(records.Count, dense.WrittenSpan, loose.WrittenSpan),
            (int index, bool isSound, in TelemetryRecord record) =>
            {
                Assert.AreEqual(read.Count, index);
                read.Add((isSound, record));
            },
            out var fault);
        Assert.IsTrue(isRead, fault);
        return read;
    }
}
