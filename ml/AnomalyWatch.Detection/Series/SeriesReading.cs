namespace AnomalyWatch.Detection.Series;

/// <summary>What one value of a series comes to. Scores are -log10 of a probability, 0 to <see cref="SeriesOptions.MaxScore"/>.</summary>
public readonly record struct SeriesReading
{
    /// <summary>When it was, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The value; NaN where there was none, and everything else is then as before.</summary>
    public required double Value { get; init; }

    /// <summary>What level and season led to expect.</summary>
    public double Expected { get; init; }

    /// <summary>How far values are from what is expected as a rule, in the series' own unit.</summary>
    public double Scale { get; init; }

    /// <summary>How unusual it is, as a mean of all channels; nothing is held back. For combining with other signals.</summary>
    public double Score { get; init; }

    /// <summary>The same after confidence and time of day.</summary>
    public double Damped { get; init; }

    /// <summary>The same for alerting: next to nothing unless it is the highest of its time.</summary>
    public double Alert { get; init; }

    /// <summary>The running mean of the scores with this one: how bad the episode is.</summary>
    public double Severity { get; init; }

    /// <summary>The score of each channel.</summary>
    public ChannelValues Scores { get; init; }

    internal ChannelValues Deviations { get; init; }

    internal SeriesForecast Forecast { get; init; }

    internal ResidualScales Scales { get; init; }

    internal float Residual { get; init; }

    internal float LogResidual { get; init; }

    internal double LogResidualUnscaled { get; init; }

    /// <summary>Whether there was a value.</summary>
    public bool HasValue => !double.IsNaN(Value);
}
