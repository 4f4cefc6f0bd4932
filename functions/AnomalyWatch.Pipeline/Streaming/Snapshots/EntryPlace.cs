using System.Runtime.InteropServices;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>Where an entry lies in a snapshot's files, in 20 bytes. <c>default</c> is nowhere.</summary>
/// <param name="File">The number that the partition's snapshots have given the file.</param>
/// <param name="Block">Where its block begins in the file.</param>
/// <param name="Offset">Where it begins in the unpacked block, with its key.</param>
/// <param name="Length">Its length with its key, in bytes; never 0.</param>
/// <param name="Check">CRC-32C of these bytes.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct EntryPlace(int File, uint Block, int Offset, int Length, uint Check)
{
    /// <summary>Whether it is nowhere.</summary>
    public bool IsNone => Length == 0;
}

/// <summary>Where an entry came to lie.</summary>
public readonly record struct PlacedEntry(EntryId Id, EntryPlace Place);
