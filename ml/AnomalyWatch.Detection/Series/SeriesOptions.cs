namespace AnomalyWatch.Detection.Series;

/// <summary>
/// The numbers a series is judged by. The defaults are the one configuration that all published figures were measured with; what they were tuned on is told
/// in ml/AnomalyWatch.Training/results. Times are in minutes, so that a series means the same at any step, unless a name says steps.
/// </summary>
public sealed record SeriesOptions
{
    /// <summary>Half-life of the level.</summary>
    public double LevelHalfLife { get; init; } = 1440;

    /// <summary>Half-life, in steps, of the level that follows quickly.</summary>
    public double FastHalfLifeSteps { get; init; } = 3;

    /// <summary>Half-life of the errors by which the forecasts are weighed.</summary>
    public double ErrorHalfLife { get; init; } = 360;

    /// <summary>How many cycles of agreement it takes to believe half of a seasonal offset.</summary>
    public double SeasonDoubt { get; init; } = 0.35;

    /// <summary>A seasonal offset is the mean of at most so many cycles, then an exponential one.</summary>
    public int SeasonCycles { get; init; } = 4;

    /// <summary>A deviation moves level and scale as if it were at most so many times the scale.</summary>
    public double Winsor { get; init; } = 3;

    /// <summary>Steps over which the scale of the residuals is averaged.</summary>
    public double ScaleSteps { get; init; } = 1000;

    /// <summary>The scale is at least this share of the level.</summary>
    public double ScaleFloorOfLevel { get; init; } = 1e-3;

    /// <summary>The scale is at least this share of the long root mean square, so that a mostly silent series does not alarm at a breath.</summary>
    public double ScaleFloorOfRms { get; init; } = 0.2;

    /// <summary>The smallest scale of residuals on the logarithmic axis: one hundredth is 1 %.</summary>
    public double LogScaleFloor { get; init; } = 0.01;

    /// <summary>Below this share of level and of long root mean square the logarithmic axis turns linear.</summary>
    public double LogKnee { get; init; } = 0.03;

    /// <summary>The mean of the residuals over so long is one of the channels.</summary>
    public double LongMean { get; init; } = 90;

    /// <summary>The mean of the logarithmic residuals over so long is one of the channels.</summary>
    public double LogMean { get; init; } = 30;

    /// <summary>Three means over so long, one behind the other, make a coarse pattern.</summary>
    public double Block { get; init; } = 40;

    /// <summary>Patterns that are remembered of each kind, 2 to 255.</summary>
    public int Patterns { get; init; } = 32;

    /// <summary>A pattern this far from all known ones, in scales, is remembered as a new one.</summary>
    public double NewPattern { get; init; } = 2;

    /// <summary>How far a remembered pattern moves towards one that is like it.</summary>
    public double PatternRate { get; init; } = 0.1;

    /// <summary>Bins of a channel's histogram, three to a doubling.</summary>
    public int Bins { get; init; } = 32;

    /// <summary>After so many steps a deviation counts half in the histograms.</summary>
    public int HistogramHalfLifeSteps { get; init; } = 4000;

    /// <summary>Deviations of single points below so many scales say nothing.</summary>
    public double LeastPointDeviation { get; init; } = 2;

    /// <summary>Deviations of longer stretches below so many scales say nothing.</summary>
    public double LeastStretchDeviation { get; init; } = 1;

    /// <summary>The share of the deviations that makes the tail.</summary>
    public double TailShare { get; init; } = 0.05;

    /// <summary>The Pareto shape of the tail that is believed before one is seen.</summary>
    public double TailShape { get; init; } = 0.4;

    /// <summary>How many deviations in the tail outweigh that belief.</summary>
    public double TailStrength { get; init; } = 10;

    /// <summary>A deviation counts as seen when one of this share of its size was.</summary>
    public double Likeness { get; init; } = 0.9;

    /// <summary>What was seen before scores at most so many times what its frequency says.</summary>
    public double SeenFactor { get; init; } = 1.2;

    /// <summary>The largest score of a channel.</summary>
    public double MaxScore { get; init; } = 8;

    /// <summary>How much of the score that the same time of day brought before is taken off.</summary>
    public double TimeOfDayDamping { get; init; } = 0.3;

    /// <summary>A score that is not the highest of so long is no news.</summary>
    public double CoolDown { get; init; } = 60;

    /// <summary>The same in steps; the longer of the two holds.</summary>
    public double CoolDownSteps { get; init; } = 60;

    /// <summary>What is left of a score that is no news.</summary>
    public double CoolDownShare { get; init; } = 0.02;

    /// <summary>How much of a score is taken off when there were nine like it before, 1.3 times that for nineteen.</summary>
    public double NewsDiscount { get; init; } = 0.3;

    /// <summary>A score is like another that is at most so much lower.</summary>
    public double NewsLikeness { get; init; } = 0.4;

    /// <summary>Scores that are not above this are no news and are not counted.</summary>
    public double LeastNews { get; init; } = 0.3;

    /// <summary>Half-life of the memory of what was news.</summary>
    public double NewsHalfLife { get; init; } = 10_080;

    /// <summary>After so long with a series its scores count half, after ten times that nearly in full.</summary>
    public double ConfidenceHalf { get; init; } = 360;

    /// <summary>The alert score from which on a value is worth an alert, where nothing else is known of the series.</summary>
    public double AlertThreshold { get; init; } = 1.2;

    /// <summary>Time over which the episode's severity is averaged, in steps.</summary>
    public double SeveritySteps { get; init; } = 96;

    /// <summary>A score as a number from 0 to 1: <see cref="AlertThreshold"/> becomes 0.5.</summary>
    public double ToUnitInterval(double score) => score / (score + AlertThreshold);
}
