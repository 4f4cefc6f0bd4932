using AnomalyWatch.Training;

namespace AnomalyWatch.Tests.Training;

/// <summary>Small synthetic traces, the same every time.</summary>
internal static class SomeTraces
{
    public const int Minutes = 1440;

    /// <summary>So many functions with a rhythm of their own.</summary>
    public static IReadOnlyList<Trace> Make(int functions) => [.. Enumerable.Range(0, functions).Select(Make1)];

    private static Trace Make1(int number)
    {
        var random = new Random(number);
        var mean = 2 * Math.Pow(1.5, number % 12);
        return new Trace($"series{number:x4}", [.. Enumerable.Range(0, Minutes).Select(minute =>
            (int)(mean * (1 + (0.5 * Math.Sin(2 * Math.PI * (minute + (97 * number)) / Minutes))) * (0.5 + random.NextDouble())))]);
    }
}
