using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Scoring.Packing;

/// <summary>Bodies that somebody damaged or forged: they are refused, nothing throws, and memory stays bounded.</summary>
[TestClass]
public sealed class PackFuzzTests
{
    private const int MaxBytesPerBody = 24 * 1024 * 1024;

    private static readonly int ChecksumAt = PackFormat.Magic.Length + 1;

    private readonly TelemetryCodec _codec = new();
    private readonly PackUnpacker<TelemetryRecord> _unpacker;
    private readonly byte[] _sample;
    private int _sound;

    public PackFuzzTests()
    {
        _unpacker = new PackUnpacker<TelemetryRecord>(_codec);
        var writer = new PackWriter<TelemetryRecord>(_codec);
        foreach (var record in SomeRecords.Mixed(60, seed: 5))
        {
            writer.Add(record, Some.Noon.AddSeconds(writer.Count / 10));
        }

        _sample = writer.TakeBodies(new PackHeader("invocations", "test", 1, Some.Noon, ClockMode.Wall)).Single().ToArray();
    }

    [TestMethod]
    public void The_sample_itself_is_read()
    {
        Assert.IsNull(Fault(_sample));
        Assert.AreEqual(60, _sound);
    }

    [TestMethod]
    public void A_body_cut_off_anywhere_gives_no_record()
    {
        for (var length = 0; length < _sample.Length; length++)
        {
            Fault(_sample[..length]);
        }

        Assert.AreEqual(0, _sound);
    }

    [TestMethod]
    public void A_body_with_any_one_byte_changed_gives_no_record()
    {
        for (var at = 0; at < _sample.Length; at++)
        {
            foreach (var change in new byte[] { 1, 0x80, 0xff })
            {
                var damaged = (byte[])_sample.Clone();
                damaged[at] ^= change;
                Fault(damaged);
            }
        }

        Assert.AreEqual(0, _sound);
    }

    [TestMethod]
    public void Twenty_thousand_forged_bodies_with_a_right_checksum_do_no_harm()
    {
        var random = new Random(6);
        for (var i = 0; i < 20_000; i++)
        {
            var forged = Mutate(_sample, ChecksumAt + sizeof(uint), random);
            BinaryPrimitives.WriteUInt32LittleEndian(forged.AsSpan(ChecksumAt), PackChecksum.Of(forged.AsSpan(ChecksumAt + sizeof(uint))));
            Fault(forged);
        }
    }

    [TestMethod]
    public void Twenty_thousand_forged_columns_do_no_harm()
    {
        var random = new Random(7);
        var (dense, loose) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var records = SomeRecords.Mixed(60, seed: 5).ToArray();
        _codec.WriteBatch(records, new PackSections(dense, loose));
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var count = random.Next(10) == 0 ? random.Next(1, PackFormat.MaxRecords + 1) : records.Length;
            var forgedDense = Mutate(dense.WrittenSpan.ToArray(), 0, random);
            var forgedLoose = random.Next(4) == 0 ? Mutate(loose.WrittenSpan.ToArray(), 0, random) : loose.WrittenSpan.ToArray();
            Watch(() => refused += _codec.TryReadBatch(new PackedRecords(count, forgedDense, forgedLoose), Take, out _) ? 0 : 1);
        }

        Assert.IsGreaterThan(1_000, refused);
        Assert.IsGreaterThan(1_000, _sound); // else only the outermost checks were tried
    }

    [TestMethod]
    public void A_small_body_that_claims_to_be_huge_is_refused()
    {
        var zeros = new byte[PackFormat.MaxUnpackedBytes + 1];
        var target = new byte[BrotliEncoder.GetMaxCompressedLength(zeros.Length)];
        Assert.IsTrue(BrotliEncoder.TryCompress(zeros, target, out var length, quality: 5, window: 22));
        Assert.IsNotNull(Fault(Forge([5, 0, 1], PackFormat.MaxUnpackedBytes + 1, target[..length])));
        Assert.IsNotNull(Fault(Forge([5, 0, 1], PackFormat.MaxUnpackedBytes, target[..length])));
        Assert.IsNotNull(Fault(Forge([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 1], 100, target[..length])));
        Assert.AreEqual(0, _sound);
    }

    private static byte[] Forge(byte[] counts, int claimed, byte[] stored)
    {
        var content = new ArrayBufferWriter<byte>();
        content.Write("{\"source\":\"s\",\"producer\":\"p\",\"sequence\":1,\"clock\":\"2026-07-01T12:00:00.0000000Z\"}\n"u8);
        content.Write(counts);
        Pipeline.Streaming.Columns.ColumnBytes.WriteVarint(content, (ulong)claimed);
        Pipeline.Streaming.Columns.ColumnBytes.WriteVarint(content, (ulong)stored.Length);
        content.Write(stored);
        var checksum = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, PackChecksum.Of(content.WrittenSpan));
        return [.. PackFormat.Magic, PackFormat.Version, .. checksum, .. content.WrittenSpan];
    }

    /// <summary>Changes, repeats, removes or inserts a few bytes behind a place.</summary>
    private static byte[] Mutate(byte[] bytes, int from, Random random)
    {
        var mutated = new List<byte>(bytes);
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(from, mutated.Count);
            switch (random.Next(5))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    mutated.RemoveRange(at, Math.Min(random.Next(1, 9), mutated.Count - at - 1));
                    break;
                case 3:
                    mutated.InsertRange(at, Enumerable.Repeat((byte)0xff, random.Next(1, 10)));
                    break;
                default:
                    mutated.InsertRange(at, mutated.GetRange(random.Next(from, at + 1), 1));
                    break;
            }
        }

        return [.. mutated];
    }

    private string? Fault(byte[] body)
    {
        string? fault = null;
        Watch(() =>
        {
            if (PackReader.TryReadHeader(new HubEvent(0, Some.Noon, body), out var header, out var content, out fault))
            {
                _unpacker.TryUnpack(header!, content, Take, out fault);
            }
        });
        return fault;
    }

    private void Take(int index, bool isSound, in TelemetryRecord record) => _sound += isSound ? 1 : 0;

    private static void Watch(Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        read();
        Assert.IsLessThan(MaxBytesPerBody, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
