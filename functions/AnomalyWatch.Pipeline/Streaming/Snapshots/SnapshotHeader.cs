using System.Buffers;
using System.Buffers.Binary;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>What stands before a snapshot's content, see <see cref="SnapshotFormat"/>.</summary>
internal sealed record SnapshotHeader
{
    /// <summary>Whose state it is.</summary>
    public required SnapshotPlace Place { get; init; }

    /// <summary>The version of the fold's own bytes.</summary>
    public required int FoldVersion { get; init; }

    /// <summary>Its sequence number, id and whether it is full.</summary>
    public required SnapshotFileName Name { get; init; }

    /// <summary>The file that a delta is added to.</summary>
    public SnapshotFileName Base { get; init; }

    /// <summary>The head's length in bytes.</summary>
    public required int HeadBytes { get; init; }

    /// <summary>The number of entries.</summary>
    public required int Entries { get; init; }

    /// <summary>The bytes of all entries with keys and lengths, before compression.</summary>
    public required long EntryBytes { get; init; }

    /// <summary>Writes it with its checksum.</summary>
    public byte[] Write()
    {
        var rest = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(rest);
        writer.Count(FoldVersion);
        writer.Text(Place.Hub);
        writer.Text(Place.Fold);
        writer.Count(Place.Partition);
        writer.Count(Place.PartitionCount);
        writer.Byte((byte)Place.Clock);
        writer.Count(Name.SequenceNumber);
        WriteId(writer, Name.Id);
        writer.Flag(!Name.IsFull);
        if (!Name.IsFull)
        {
            writer.Count(Base.SequenceNumber);
            WriteId(writer, Base.Id);
            writer.Flag(Base.IsFull);
        }

        writer.Count(HeadBytes);
        writer.Count(Entries);
        writer.Count(EntryBytes);

        var header = new byte[SnapshotFormat.PrefixBytes + rest.WrittenCount + PackChecksum.Length];
        SnapshotFormat.Magic.CopyTo(header);
        header[4] = SnapshotFormat.Version;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(5), (ushort)(rest.WrittenCount + PackChecksum.Length));
        rest.WrittenSpan.CopyTo(header.AsSpan(SnapshotFormat.PrefixBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(header.Length - PackChecksum.Length), PackChecksum.Of(header.AsSpan(0, header.Length - PackChecksum.Length)));
        return header;
    }

    /// <summary>Reads it from the first bytes of a file, or says why not. <paramref name="length"/> is how many of them it takes.</summary>
    public static SnapshotHeader? TryRead(ReadOnlySpan<byte> bytes, out int length, out string? fault)
    {
        length = 0;
        if (bytes.Length < SnapshotFormat.PrefixBytes || !bytes.StartsWith(SnapshotFormat.Magic))
        {
            fault = "it does not begin like a snapshot";
            return null;
        }

        if (bytes[4] != SnapshotFormat.Version)
        {
            fault = $"it is of version {bytes[4]}, and this program reads version {SnapshotFormat.Version}";
            return null;
        }

        length = SnapshotFormat.PrefixBytes + BinaryPrimitives.ReadUInt16LittleEndian(bytes[5..]);
        if (length > SnapshotFormat.MaxHeaderBytes || length > bytes.Length || length < SnapshotFormat.PrefixBytes + PackChecksum.Length)
        {
            fault = "its header is cut off";
            return null;
        }

        var sum = length - PackChecksum.Length;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[sum..]) != PackChecksum.Of(bytes[..sum]))
        {
            fault = "the checksum of its header does not fit";
            return null;
        }

        var header = Read(bytes[SnapshotFormat.PrefixBytes..sum]);
        fault = header is null ? "its header says what cannot be" : null;
        return header;
    }

    private static SnapshotHeader? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        var foldVersion = (int)reader.Count(int.MaxValue);
        var hub = reader.Text(SnapshotFormat.MaxHeaderBytes);
        var fold = reader.Text(SnapshotFormat.MaxHeaderBytes);
        var partition = (int)reader.Count(SnapshotPlace.MaxPartitions);
        var partitionCount = (int)reader.Count(SnapshotPlace.MaxPartitions);
        var clock = (ClockMode)reader.Byte();
        var sequence = reader.Count(long.MaxValue);
        var id = ReadId(ref reader);
        var isDelta = reader.Flag();
        var from = isDelta ? new SnapshotFileName(reader.Count(long.MaxValue), ReadId(ref reader), reader.Flag()) : default;
        var headBytes = (int)reader.Count(SnapshotFormat.MaxHeadBytes);
        var entries = (int)reader.Count(SnapshotFormat.MaxEntries);
        var entryBytes = reader.Count(SnapshotFormat.MaxContentBytes - headBytes);
        if (!reader.IsDone
            || !BlobName.IsSegment(hub) || !BlobName.IsSegment(fold) || partition >= partitionCount || !Enum.IsDefined(clock)
            || (isDelta && from.SequenceNumber >= sequence)
            || entryBytes < 3L * entries || (entries == 0 && entryBytes > 0))
        {
            return null;
        }

        return new SnapshotHeader
        {
            Place = new SnapshotPlace(hub, fold, partition, partitionCount, clock),
            FoldVersion = foldVersion,
            Name = new SnapshotFileName(sequence, id, !isDelta),
            Base = from,
            HeadBytes = headBytes,
            Entries = entries,
            EntryBytes = entryBytes,
        };
    }

    private static void WriteId(in StateWriter writer, ulong id) => writer.Real8(BitConverter.UInt64BitsToDouble(id));

    private static ulong ReadId(ref StateReader reader) => BitConverter.DoubleToUInt64Bits(reader.Real8());
}
