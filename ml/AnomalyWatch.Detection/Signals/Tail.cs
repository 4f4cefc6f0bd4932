namespace AnomalyWatch.Detection.Signals;

/// <summary>The scale of scores: -log10 of a probability.</summary>
public static class Tail
{
    /// <summary>The largest score of one window: beyond it the models say nothing, and one function must not use up everybody's attention.</summary>
    public const double MaxScore = 12;
}
