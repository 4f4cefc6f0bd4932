namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>The constants of the pack's layout, see <see cref="PackHeader"/>.</summary>
public static class PackFormat
{
    /// <summary>The version this code writes; it reads this one only.</summary>
    public const byte Version = 1;

    /// <summary>The largest event body a hub takes: Event Hubs' 1 MiB less room for its own annotations.</summary>
    public const int MaxBodyBytes = 1_000_000;

    /// <summary>The length at which a pack is sent off; a record is at most 64 KiB, so a pack never passes <see cref="MaxBodyBytes"/>.</summary>
    public const int FlushBytes = 900_000;

    /// <summary>The first bytes of a pack: no JSON text begins like this.</summary>
    public static ReadOnlySpan<byte> Magic => "AWPK"u8;
}
