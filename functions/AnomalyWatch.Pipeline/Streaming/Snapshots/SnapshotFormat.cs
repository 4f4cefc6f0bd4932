using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// How a snapshot's file is laid out. Whole numbers of fixed length are little endian; "varint" and "text" are those of <see cref="StateWriter"/>.
/// <code>
/// header   "AWSS", version (1 byte), length of the rest of the header (2 bytes)
///          the fold's format version, hub, fold, partition, partition count, clock kind, sequence number, id (8 bytes),
///          0 full | 1 delta, base's sequence number and id (delta only), head's length, number of entries, bytes of all entries
///          CRC-32C of the header so far (4 bytes)
/// blocks   each: length (4 bytes, never 0), stored length (4 bytes), 0 as it is | 1 deflate (1 byte), stored bytes
///          first those of the head, then those of the entries; an entry lies in one block: key (text), 0 gone | length + 1 (varint), bytes
/// end      0 (4 bytes), length of the whole file (8 bytes), SHA-256 of everything before (32 bytes)
/// </code>
/// Entries stand in ascending ordinal order of their keys. A delta holds what changed since its base, and the whole head. Everything that must be known
/// before a state is unpacked stands in the header, whose own checksum is held before a length in it is believed.
/// </summary>
/// <remarks>
/// Deflate at its fastest: of 64 MB of state-like bytes it leaves 0.52 (Brotli 1: 0.46) and packs 267 MB/s (Brotli 1: 300), but it unpacks 560 MB/s where
/// Brotli of any quality stays at 300, and a restart waits for the unpacking.
/// </remarks>
internal static class SnapshotFormat
{
    /// <summary>The version this code writes, and the oldest it reads.</summary>
    public const byte Version = 1;

    /// <summary>The longest key in UTF-8, bytes.</summary>
    public const int MaxKeyBytes = 4 * 1024;

    /// <summary>The longest entry, bytes.</summary>
    public const int MaxEntryBytes = 1024 * 1024;

    /// <summary>The longest head, bytes.</summary>
    public const int MaxHeadBytes = 16 * 1024 * 1024;

    /// <summary>The most entries of a file.</summary>
    public const int MaxEntries = 2_000_000;

    /// <summary>The most bytes of a head and of entries with their keys, before compression.</summary>
    public const long MaxContentBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>The size at which a block is closed; only a single entry makes a larger one. Who wants one entry reads its whole block. Until 2026-11-25 it was 1 MiB.</summary>
    public const int BlockBytes = 64 * 1024;

    /// <summary>The largest block: one largest entry with its key and lengths.</summary>
    public const int MaxBlockBytes = MaxEntryBytes + MaxKeyBytes + 16;

    /// <summary>The lengths and the method before a block's bytes.</summary>
    public const int BlockHeadBytes = 9;

    /// <summary>Magic, version and the header's length.</summary>
    public const int PrefixBytes = 7;

    /// <summary>The longest header.</summary>
    public const int MaxHeaderBytes = 1024;

    /// <summary>The end marker, the file's length and the checksum.</summary>
    public const int EndBytes = 4 + 8 + HashBytes;

    /// <summary>SHA-256.</summary>
    public const int HashBytes = 32;

    /// <summary>Stored as it is.</summary>
    public const byte Stored = 0;

    /// <summary>Deflate (RFC 1951).</summary>
    public const byte Deflate = 1;

    /// <summary>The first bytes of a snapshot.</summary>
    public static ReadOnlySpan<byte> Magic => "AWSS"u8;

    /// <summary>The longest file with so many bytes of content: all stored as they are; of two neighbouring blocks of entries at least one is half full.</summary>
    public static long MaxFileBytes(long contentBytes) =>
        MaxHeaderBytes + contentBytes + (BlockHeadBytes * ((contentBytes / (BlockBytes / 8)) + 4)) + EndBytes;
}
