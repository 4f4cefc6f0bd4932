namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>The constants of the pack's layout, see <see cref="PackHeader"/>.</summary>
public static class PackFormat
{
    /// <summary>The version this code writes.</summary>
    public const byte Version = 2;

    /// <summary>The version before, lines without compression, which is still read.</summary>
    public const byte LinesVersion = 1;

    /// <summary>The largest event body a hub takes: Event Hubs' 1 MiB less room for its own annotations. What would be larger is cut in two.</summary>
    public const int MaxBodyBytes = 1_000_000;

    /// <summary>The most records of a pack; a body that claims more is not read.</summary>
    public const int MaxRecords = 5_000;

    /// <summary>The most bytes that a pack's compressed part may have when unpacked; a body that claims more is not unpacked.</summary>
    public const int MaxUnpackedBytes = 8 * 1024 * 1024;

    /// <summary>The size before compression (see <see cref="IRecordCodec{TRecord}.SizeOf"/>) at which a pack is sent off.</summary>
    public const int FlushUnpackedBytes = 2 * 1024 * 1024;

    /// <summary>The first bytes of a pack: no JSON text begins like this.</summary>
    public static ReadOnlySpan<byte> Magic => "AWPK"u8;
}
