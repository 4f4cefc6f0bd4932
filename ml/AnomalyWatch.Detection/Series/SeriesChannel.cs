namespace AnomalyWatch.Detection.Series;

/// <summary>The ways in which a value may be unusual; each is calibrated by itself.</summary>
public enum SeriesChannel
{
    /// <summary>The value against the level that follows quickly: a spike or a dip.</summary>
    Spike,

    /// <summary>The value against level and season.</summary>
    Point,

    /// <summary>The mean over an hour and a half against level and season: a shift.</summary>
    Shift,

    /// <summary>The mean over half an hour as a ratio.</summary>
    Ratio,

    /// <summary>Two values in a row, unlike every such pair before.</summary>
    Pair,

    /// <summary>Two ratios in a row, unlike every such pair before.</summary>
    RatioPair,

    /// <summary>Two hours in three parts, unlike any before.</summary>
    Course,

    /// <summary>The last 32 values together, unlike what series in general do.</summary>
    Shape,
}
