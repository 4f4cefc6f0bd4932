using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring.Packing;

/// <summary>How dense packs are, and a measurement to be read (packing.md). Sizes are the same on every machine, so they may be asserted; times may not.</summary>
[TestClass]
public sealed class PackSizeTests
{
    private const int Records = 50_000;
    private const double UnitBytesPerSecond = 1_000_000;

    private static readonly PackHeader Header = new("invocations", "door-7f3a", 0, new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), ClockMode.Wall);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void Twenty_five_thousand_single_invocations_a_second_fit_one_throughput_unit() =>
        Assert.IsGreaterThanOrEqualTo(25_000, UnitBytesPerSecond / Size(PackInputs.Singles(Records), PackFormat.MaxRecords));

    [TestMethod]
    public void Fifty_thousand_aggregates_a_second_fit_one_throughput_unit() =>
        Assert.IsGreaterThanOrEqualTo(50_000, UnitBytesPerSecond / Size(PackInputs.Aggregates(Records), PackFormat.MaxRecords));

    [TestMethod]
    [TestCategory("Measurement")]
    public void Figures_for_packing_md()
    {
        var report = new StringBuilder().AppendLine();
        foreach (var (name, records) in new[] { ("singles", PackInputs.Singles(Records)), ("aggregates", PackInputs.Aggregates(Records)) })
        {
            foreach (var perPack in new[] { 50, 156, 500, 1_500, 5_000 })
            {
                var (size, json) = (Size(records, perPack), JsonSize(records, perPack));
                report.AppendLine($"{name} {perPack}: pack {size:0.00} B {UnitBytesPerSecond / size:N0}/s, JSON+Brotli {json:0.00} B {UnitBytesPerSecond / json:N0}/s");
            }

            foreach (var perPack in new[] { 156, 5_000 })
            {
                _ = Speed(records, perPack);
                var (pack, unpack) = Speed(records, perPack);
                report.AppendLine($"{name} {perPack}: pack {pack:N0}/s, unpack {unpack:N0}/s");
            }
        }

        TestContext.WriteLine(report.ToString());
    }

    private static double Size(List<TelemetryRecord> records, int perPack) => (double)Packs(records, perPack).Sum(body => body.Length) / records.Count;

    private static List<ReadOnlyMemory<byte>> Packs(List<TelemetryRecord> records, int perPack)
    {
        var writer = new PackWriter<TelemetryRecord>(new TelemetryCodec());
        var bodies = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; i < records.Count; i++)
        {
            // A delivery of some hundred records is usual; each has its own clock.
            writer.Add(records[i], Header.Clock!.Value.AddTicks(i / 100 * 313_131L));
            if (writer.Count == perPack || i == records.Count - 1)
            {
                bodies.AddRange(writer.TakeBodies(Header with { Sequence = bodies.Count }));
            }
        }

        return bodies;
    }

    private static double JsonSize(List<TelemetryRecord> records, int perPack) => (double)records.Chunk(perPack).Sum(chunk =>
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var record in chunk)
        {
            CanonicalJson.Write(record, lines);
            lines.Write("\n"u8);
        }

        var target = new byte[BrotliEncoder.GetMaxCompressedLength(lines.WrittenCount)];
        Assert.IsTrue(BrotliEncoder.TryCompress(lines.WrittenSpan, target, out var length, quality: 5, window: 22));
        return length;
    }) / records.Count;

    private static (double Pack, double Unpack) Speed(List<TelemetryRecord> records, int perPack)
    {
        var watch = Stopwatch.StartNew();
        var rounds = 6;
        List<ReadOnlyMemory<byte>> bodies = [];
        for (var i = 0; i < rounds; i++)
        {
            bodies = Packs(records, perPack);
        }

        var pack = rounds * records.Count / watch.Elapsed.TotalSeconds;
        var unpacker = new PackUnpacker<TelemetryRecord>(new TelemetryCodec());
        var read = 0;
        RecordTaker<TelemetryRecord> take = (int _, bool isSound, in TelemetryRecord _) => read += isSound ? 1 : 0;
        watch.Restart();
        for (var i = 0; i < rounds; i++)
        {
            foreach (var body in bodies)
            {
                Assert.IsTrue(PackReader.TryReadHeader(new HubEvent(0, Header.Clock!.Value, body), out var header, out var content, out _));
                Assert.IsTrue(unpacker.TryUnpack(header!, content, take, out _));
            }
        }

        Assert.AreEqual(rounds * records.Count, read);
        return (pack, rounds * records.Count / watch.Elapsed.TotalSeconds);
    }
}
