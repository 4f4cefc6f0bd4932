namespace AnomalyWatch.Detection.Models;

/// <summary>
/// What the model sees of a window: the signed deviation of each signal, each pressed by asinh, which leaves small ones as they are and
/// keeps a large one from drowning all others.
/// </summary>
public static class FeatureVector
{
    /// <summary>The features in their order, as the model's manifest repeats them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["invocationsSlow", "invocationsFast", "errors", "denied", "coldStarts", "durationP95", "callers"];

    /// <summary>How many there are.</summary>
    public const int Length = 7;

    /// <summary>Presses deviations into a vector. Throws <see cref="ArgumentException"/> where their number is not <see cref="Length"/>.</summary>
    public static void Fill(ReadOnlySpan<double> deviations, Span<float> features)
    {
        if (deviations.Length != Length || features.Length != Length)
        {
            throw new ArgumentException($"A feature vector has {Length} values.", nameof(deviations));
        }

        for (var i = 0; i < Length; i++)
        {
            features[i] = (float)Math.Asinh(deviations[i]);
        }
    }
}
