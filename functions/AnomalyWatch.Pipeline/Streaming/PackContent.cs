namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>What follows the header of a pack.</summary>
/// <param name="Version">The version of its layout; bodies that are no packs are lines as in version 1.</param>
/// <param name="Bytes">The bytes.</param>
public readonly record struct PackContent(byte Version, ReadOnlyMemory<byte> Bytes);
