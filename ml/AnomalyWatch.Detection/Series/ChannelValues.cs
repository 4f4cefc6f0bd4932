using System.Runtime.CompilerServices;

namespace AnomalyWatch.Detection.Series;

/// <summary>One number for each <see cref="SeriesChannel"/>.</summary>
[InlineArray(Count)]
public struct ChannelValues
{
    /// <summary>How many channels there are.</summary>
    public const int Count = 8;

    private float _first;

    /// <summary>The number of a channel.</summary>
    public readonly float Of(SeriesChannel channel) => this[(int)channel];
}
