namespace AnomalyWatch.Detection.Signals;

/// <summary>How improbable a value is.</summary>
public static class Tail
{
    /// <summary>The largest score: beyond it the models say nothing, and one function must not use up everybody's attention.</summary>
    public const double MaxScore = 12;

    /// <summary>
    /// -log10 of the probability that a standard normal value exceeds <paramref name="z"/>, 0 for z at or below 0, at most
    /// <see cref="MaxScore"/>. By the bound of Mills' ratio, within 0.1 from z = 1 on.
    /// </summary>
    public static double Score(double z)
    {
        if (!(z > 0))
        {
            return 0;
        }

        var minusLn = (z * z / 2) + Math.Log(Math.Sqrt(2 * Math.PI) * (z + Math.Sqrt((z * z) + (8 / Math.PI))) / 2);
        return Math.Clamp(minusLn / Math.Log(10), 0, MaxScore);
    }

    /// <summary>
    /// The signed root of the negative binomial deviance of a count: standard normal, nearly, when the count follows its mean. Unlike a
    /// z-score it does not explode where almost every count is 0.
    /// </summary>
    /// <param name="count">The count seen.</param>
    /// <param name="mean">The mean expected, above 0.</param>
    /// <param name="size">The size parameter k: the variance is mean + mean^2 / k.</param>
    public static double CountDeviation(double count, double mean, double size)
    {
        var deviance = 2 * ((count > 0 ? count * Math.Log(count / mean) : 0) - ((count + size) * Math.Log((count + size) / (mean + size))));
        return Math.Sign(count - mean) * Math.Sqrt(Math.Max(0, deviance));
    }
}
