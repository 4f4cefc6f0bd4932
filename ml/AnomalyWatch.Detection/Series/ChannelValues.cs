using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AnomalyWatch.Detection.Series;

/// <summary>One number for each <see cref="SeriesChannel"/>.</summary>
[InlineArray(Count)]
public struct ChannelValues : IEquatable<ChannelValues>
{
    /// <summary>How many channels there are.</summary>
    public const int Count = 8;

    private float _first;

    /// <summary>The number of a channel.</summary>
    public readonly float Of(SeriesChannel channel) => this[(int)channel];

    /// <inheritdoc/>
    public readonly bool Equals(ChannelValues other) => ((ReadOnlySpan<float>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is ChannelValues other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes((ReadOnlySpan<float>)this));
        return hash.ToHashCode();
    }

    /// <summary>Whether all numbers are the same.</summary>
    public static bool operator ==(ChannelValues one, ChannelValues other) => one.Equals(other);

    /// <summary>Whether any number differs.</summary>
    public static bool operator !=(ChannelValues one, ChannelValues other) => !one.Equals(other);
}
