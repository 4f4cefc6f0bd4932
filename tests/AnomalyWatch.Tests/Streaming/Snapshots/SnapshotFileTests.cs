using System.Buffers.Binary;
using System.Security.Cryptography;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

[TestClass]
public sealed class SnapshotFileTests
{
    private static readonly SnapshotFileName Name = new(42, 0x1234, IsFull: true);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_state_of_many_blocks_comes_back()
    {
        var random = new Random(5);
        var head = new byte[2_500_000];
        random.NextBytes(head);
        StateEntry[] entries =
        [
            .. Enumerable.Range(0, 3_000).Select(i => new StateEntry($"key {random.Next()} {i}", Some(random, i % 7 == 0 ? 0 : 900 + i, i % 2 == 0))),
            new("largest", Some(random, SnapshotFormat.MaxEntryBytes, true)),
            new(new string('k', SnapshotFormat.MaxKeyBytes), Some(random, SnapshotFormat.MaxEntryBytes, false)),
        ];

        var bytes = await WriteAsync(head, entries);

        var (file, fault) = await ReadAsync(bytes);
        Assert.IsNull(fault);
        Assert.AreEqual(SomeState.Place, file!.Header.Place);
        Assert.AreEqual(Name, file.Header.Name);
        Assert.AreEqual(7, file.Header.FoldVersion);
        using var cursor = new SnapshotCursor(file);
        CollectionAssert.AreEqual(head, cursor.ReadHead());
        foreach (var entry in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Assert.IsTrue(cursor.MoveNext(), cursor.Fault);
            Assert.AreEqual(entry.Key, cursor.Key);
            Assert.IsTrue(entry.Bytes!.Value.Span.SequenceEqual(cursor.Bytes), entry.Key);
        }

        Assert.IsFalse(cursor.MoveNext());
        Assert.IsNull(cursor.Fault);
    }

    [TestMethod]
    public async Task The_same_content_gives_the_same_bytes_in_whatever_order_it_is_given()
    {
        var entries = SomeState.At(100).Take(all: true);

        CollectionAssert.AreEqual(await WriteAsync([1], entries), await WriteAsync([1], [.. entries.Reverse()]));
    }

    [TestMethod]
    public async Task A_file_that_was_cut_anywhere_or_goes_on_is_not_read()
    {
        var bytes = await WriteAsync([1, 2, 3], SomeState.At(60).Take(all: true));
        for (var length = 0; length < bytes.Length; length++)
        {
            await AssertDamagedAsync(bytes[..length], bytes[..length].Length, $"cut at {length}");
        }

        await AssertDamagedAsync([.. bytes, 0], bytes.Length + 1, "one more");
        await AssertDamagedAsync(bytes[..^1], bytes.Length, "a stream that ends before its length");
    }

    [TestMethod]
    public async Task A_file_with_one_wrong_bit_is_not_read()
    {
        var bytes = await WriteAsync([1, 2, 3], SomeState.At(60).Take(all: true));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            await AssertDamagedAsync(damaged, damaged.Length, $"bit {bit}");
        }
    }

    [TestMethod]
    public async Task Bytes_that_only_pretend_are_never_believed_and_never_throw()
    {
        // The checksums fit, so that it comes down to what is inside.
        var bytes = await WriteAsync([1, 2, 3], SomeState.At(60).Take(all: true));
        var header = SnapshotFormat.PrefixBytes + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(5));
        var whole = await EntriesOfAsync(bytes);
        var different = 0;
        for (var at = header; at < bytes.Length - SnapshotFormat.EndBytes; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7f, 0x80, 0xff })
            {
                var changed = bytes.ToArray();
                changed[at] = value;
                SHA256.HashData(changed.AsSpan(0, changed.Length - SnapshotFormat.HashBytes)).CopyTo(changed.AsSpan(changed.Length - SnapshotFormat.HashBytes));
                different += await EntriesOfAsync(changed) == whole ? 0 : 1;
            }
        }

        Assert.IsGreaterThan(0, different);
        Assert.IsFalse(whole.Contains("fault", StringComparison.Ordinal), whole);
    }

    [TestMethod]
    public async Task A_header_that_claims_more_than_allowed_is_refused_before_anything_is_read()
    {
        var header = new SnapshotHeader
        {
            Place = SomeState.Place,
            FoldVersion = 1,
            Name = Name,
            HeadBytes = 1,
            Entries = 3,
            EntryBytes = SnapshotFormat.MaxContentBytes,
        };
        await using var tooLarge = new OpenBlob(new Unreadable(header.Write()), 1_000_000);
        Assert.AreEqual("its header says what cannot be", (await SnapshotFile.ReadAsync(tooLarge, TestContext.CancellationToken)).Fault);

        await using var tooLong = new OpenBlob(new Unreadable((header with { EntryBytes = 1_000 }).Write()), 1_000_000);
        StringAssert.Contains((await SnapshotFile.ReadAsync(tooLong, TestContext.CancellationToken)).Fault!, "longer or shorter");
    }

    [TestMethod]
    public void A_name_is_read_as_it_was_written_and_no_other_is()
    {
        foreach (var name in new[] { Name, new SnapshotFileName(long.MaxValue, ulong.MaxValue, false), new SnapshotFileName(0, 0, true) })
        {
            Assert.IsTrue(SnapshotFileName.TryParse(name.ToString(), out var read));
            Assert.AreEqual(name, read);
        }

        foreach (var name in new[] { "", "manifest", "0000000000000000042-000000000000123A.full", "9999999999999999999-0000000000001234.full", "0000000000000000042-0000000000001234.full2", " 000000000000000042-0000000000001234.full" })
        {
            Assert.IsFalse(SnapshotFileName.TryParse(name, out _), name);
        }
    }

    [TestMethod]
    public void What_passes_a_limit_is_not_written()
    {
        var block = new byte[SnapshotFormat.MaxEntryBytes];
        Refuses(new byte[SnapshotFormat.MaxHeadBytes + 1], []);
        Refuses([], [new StateEntry("k", new byte[SnapshotFormat.MaxEntryBytes + 1])]);
        Refuses([], [new StateEntry(new string('\u00e9', (SnapshotFormat.MaxKeyBytes / 2) + 1), block)]);
        Refuses([], [new StateEntry("", block)]);
        Refuses([], [new StateEntry("\ud800", block)]);
        Refuses([], [new StateEntry("k", block), new StateEntry("k", block)]);
        Refuses([], [.. Enumerable.Range(0, 4_096).Select(i => new StateEntry($"k{i}", block))]);
        Refuses([], [.. Enumerable.Repeat(new StateEntry("k", block.AsMemory(0, 1)), SnapshotFormat.MaxEntries + 1)]);
        Assert.HasCount(4_000, SnapshotContent.Of(ReadOnlyMemory<byte>.Empty, [.. Enumerable.Range(0, 4_000).Select(i => new StateEntry($"k{i}", block))], isFull: true).Entries);
    }

    private static void Refuses(byte[] head, StateEntry[] entries) => Assert.ThrowsExactly<ArgumentException>(() => SnapshotContent.Of(head, entries, isFull: false));

    private static byte[] Some(Random random, int length, bool isDense)
    {
        var bytes = new byte[length];
        if (isDense)
        {
            random.NextBytes(bytes);
        }

        return bytes;
    }

    private async Task<string> EntriesOfAsync(byte[] bytes)
    {
        var (file, fault) = await ReadAsync(bytes);
        if (file is null)
        {
            return $"fault: {fault}";
        }

        using var cursor = new SnapshotCursor(file);
        var text = Convert.ToHexString(cursor.ReadHead());
        while (cursor.MoveNext())
        {
            text += $"{cursor.Key}={(cursor.IsGone ? "gone" : Convert.ToHexString(cursor.Bytes))} ";
        }

        return cursor.Fault is null ? text : $"fault: {cursor.Fault}";
    }

    private async Task<byte[]> WriteAsync(byte[] head, IReadOnlyList<StateEntry> entries)
    {
        var content = SnapshotContent.Of(head, entries, isFull: true);
        var header = new SnapshotHeader
        {
            Place = SomeState.Place,
            FoldVersion = 7,
            Name = Name,
            HeadBytes = head.Length,
            Entries = content.Entries.Length,
            EntryBytes = content.EntryBytes,
        };
        using var stream = new MemoryStream();
        Assert.AreEqual(await SnapshotWriter.WriteAsync(stream, header, content, TestContext.CancellationToken), stream.Length);
        return stream.ToArray();
    }

    private async Task<(SnapshotFile? File, string? Fault)> ReadAsync(byte[] bytes)
    {
        await using var blob = new OpenBlob(new MemoryStream(bytes), bytes.Length);
        return await SnapshotFile.ReadAsync(blob, TestContext.CancellationToken);
    }

    private async Task AssertDamagedAsync(byte[] bytes, long length, string why)
    {
        await using var blob = new OpenBlob(new MemoryStream(bytes), length);
        var (file, fault) = await SnapshotFile.ReadAsync(blob, TestContext.CancellationToken);
        Assert.IsNull(file, why);
        Assert.IsNotNull(fault, why);
    }

    /// <summary>Has a beginning and fails the test when more is read.</summary>
    private sealed class Unreadable(byte[] start) : MemoryStream([.. start, .. new byte[SnapshotFormat.MaxHeaderBytes]])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.IsLessThanOrEqualTo(SnapshotFormat.MaxHeaderBytes, Position + buffer.Length);
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
