using System.Buffers;
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
    [DataRow(50, 61)]
    [DataRow(156, 51)]
    [DataRow(1_500, 42)]
    [DataRow(PackFormat.MaxRecords, 39)]
    public void Single_invocations_stay_under_a_size(int perPack, double bytes) =>
        Assert.IsLessThanOrEqualTo(bytes, Size(PackInputs.Singles(Records), perPack));

    [TestMethod]
    [DataRow(50, 11)]
    [DataRow(156, 5.7)]
    [DataRow(1_500, 3.2)]
    [DataRow(PackFormat.MaxRecords, 2.9)]
    public void Aggregates_stay_under_a_size(int perPack, double bytes) =>
        Assert.IsLessThanOrEqualTo(bytes, Size(PackInputs.Aggregates(Records), perPack));

    [TestMethod]
    public void Twenty_five_thousand_single_invocations_a_second_fit_one_throughput_unit() =>
        Assert.IsGreaterThanOrEqualTo(25_000, UnitBytesPerSecond / Size(PackInputs.Singles(Records), PackFormat.MaxRecords));

    [TestMethod]
    public void Fifty_thousand_aggregates_a_second_fit_one_throughput_unit() =>
        Assert.IsGreaterThanOrEqualTo(50_000, UnitBytesPerSecond / Size(PackInputs.Aggregates(Records), PackFormat.MaxRecords));

    [TestMethod]
    [TestCategory("Long")]
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
                report.AppendLine($"{name} {perPack}: pack {pack:N0}/s, unpack {unpack:N0}/s of processor time");
            }

            report.AppendLine(Qualities(records));
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

    /// <summary>What compression makes of the dense part alone, and the columns without it.</summary>
    private static string Qualities(List<TelemetryRecord> records)
    {
        var codec = new TelemetryCodec();
        var (dense, loose) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var some = records.Take(PackFormat.MaxRecords).ToArray();
        var text = new StringBuilder();
        for (var round = 0; round < 2; round++)
        {
            var before = Processor();
            for (var i = 0; i < 20; i++)
            {
                dense.ResetWrittenCount();
                loose.ResetWrittenCount();
                codec.WriteBatch(some, new PackSections(dense, loose));
            }

            text.Clear().Append($"  columns alone {20 * some.Length / (Processor() - before):N0}/s, dense {dense.WrittenCount} B, loose {loose.WrittenCount} B");
        }

        var target = new byte[BrotliEncoder.GetMaxCompressedLength(dense.WrittenCount)];
        for (var quality = 1; quality <= 7; quality++)
        {
            var (before, length) = (Processor(), 0);
            for (var i = 0; i < 20; i++)
            {
                Assert.IsTrue(BrotliEncoder.TryCompress(dense.WrittenSpan, target, out length, quality, window: 18));
            }

            text.Append($"; Brotli {quality}: {length} B {20 * some.Length / (Processor() - before):N0}/s");
        }

        foreach (var level in new[] { CompressionLevel.Fastest, CompressionLevel.Optimal })
        {
            var (before, length) = (Processor(), 0L);
            for (var i = 0; i < 20; i++)
            {
                using var stream = new MemoryStream();
                using (var deflate = new DeflateStream(stream, level, leaveOpen: true))
                {
                    deflate.Write(dense.WrittenSpan);
                }

                length = stream.Length;
            }

            text.Append($"; Deflate {level}: {length} B {20 * some.Length / (Processor() - before):N0}/s");
        }

        return text.ToString();
    }

    /// <summary>Seconds of processor time so far; the machine is shared, so a clock on the wall would measure the neighbours.</summary>
    private static double Processor() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static (double Pack, double Unpack) Speed(List<TelemetryRecord> records, int perPack)
    {
        var (before, rounds) = (Processor(), 10);
        List<ReadOnlyMemory<byte>> bodies = [];
        for (var i = 0; i < rounds; i++)
        {
            bodies = Packs(records, perPack);
        }

        var pack = rounds * records.Count / (Processor() - before);
        var unpacker = new PackUnpacker<TelemetryRecord>(new TelemetryCodec());
        var read = 0;
        RecordTaker<TelemetryRecord> take = (int _, bool isSound, in TelemetryRecord _) => read += isSound ? 1 : 0;
        before = Processor();
        for (var i = 0; i < rounds; i++)
        {
            foreach (var body in bodies)
            {
                Assert.IsTrue(PackReader.TryReadHeader(new HubEvent(0, Header.Clock!.Value, body), out var header, out var content, out _));
                Assert.IsTrue(unpacker.TryUnpack(header!, content, take, out _));
            }
        }

        Assert.AreEqual(rounds * records.Count, read);
        return (pack, rounds * records.Count / (Processor() - before));
    }
}
