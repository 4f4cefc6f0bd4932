using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

/// <summary>Series in steps of five minutes.</summary>
internal static class SomeValues
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static SeriesScorer Scorer(SeriesOptions? options = null) => new(options ?? new SeriesOptions(), SubsequenceModel.Default);

    public static DateTimeOffset Time(int row) => Begin.AddMinutes(5 * row);

    /// <summary>A day's rhythm with noise.</summary>
    public static double Daily(int row) => 50 + (20 * Math.Sin(row * Math.Tau / 288)) + Noise(row);

    /// <summary>-1 to 1, always the same for a row.</summary>
    public static double Noise(int row)
    {
        var mixed = (uint)row * 2654435761u;
        mixed ^= mixed >> 15;
        mixed *= 2246822519u;
        return ((mixed ^ (mixed >> 13)) % 2001 / 1000d) - 1;
    }
}
