namespace AnomalyWatch.Detection.Series;

/// <summary>What a value was expected to be, and by whom.</summary>
internal readonly record struct SeriesForecast
{
    /// <summary>By level and season: what a shift is held against.</summary>
    public double Slow { get; init; }

    /// <summary>By what follows quickly: what a spike is held against.</summary>
    public double Fast { get; init; }

    /// <summary>How far the time of day lies from the level.</summary>
    public double DayOffset { get; init; }

    /// <summary>How far the hour of the week lies from that.</summary>
    public double WeekOffset { get; init; }
}
