using System.Globalization;

namespace AnomalyWatch.Training.Simulating;

/// <summary>What to simulate. The same options give the same telemetry byte for byte.</summary>
public sealed record SimulationOptions
{
    /// <summary>
    /// The seed of all that is random, 0 to 1,000,000. Even seeds, which one tunes with, take every other series of the trace, odd ones, which one
    /// reports with, take the rest: what is reported was never tuned on.
    /// </summary>
    public required int Seed { get; init; }

    /// <summary>How many functions there are from the beginning on, 20 to 5,000. Those that appear later come on top.</summary>
    public required int Functions { get; init; }

    /// <summary>How many days, 2 to 60. The first is a Monday, of which only what comes after 8 is told.</summary>
    public required int Days { get; init; }

    /// <summary>The numbers of the scenarios that are played; empty for none, which gives the background alone.</summary>
    public required IReadOnlyList<int> Scenarios { get; init; }

    /// <summary>How often each scenario is played at functions that have been there for a while, 1 to 50; 0 for as often as there is room: once for every 350 days of functions, at most 12 times.</summary>
    public int Runs { get; init; }

    /// <summary>How often each scenario is played.</summary>
    public int RunsEach => Runs > 0 ? Runs : Math.Clamp(Functions * Days / 350, 1, 12);

    /// <summary>The midnight before the first minute, of a Sunday to a Monday.</summary>
    public static DateTimeOffset Begin { get; } = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first minute of which anything is told, counted from <see cref="Begin"/>: somebody sets up the watching in the morning of a working day.</summary>
    public const int FirstMinute = 8 * 60;

    /// <summary>Reads <c>all</c>, <c>none</c> or numbers and ranges such as <c>1,5,20-23</c>. Throws <see cref="ArgumentException"/> for anything else.</summary>
    public static IReadOnlyList<int> ReadScenarios(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is "all" or "none")
        {
            return text == "all" ? [.. ScenarioCatalogue.All.Select(scenario => scenario.Number)] : [];
        }

        var numbers = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out var from) || !TryNumber(ends[^1], out var to))
            {
                throw new ArgumentException($"'{part}' is no scenario; 'all', 'none' or numbers from 1 to {ScenarioCatalogue.All.Count} are possible, such as 1,5,20-23.", nameof(text));
            }

            numbers.UnionWith(Enumerable.Range(from, Math.Max(0, to - from + 1)));
        }

        return [.. numbers];
    }

    /// <summary>Throws <see cref="ArgumentException"/> with everything that is wrong.</summary>
    public void Check()
    {
        string[] errors =
        [
            .. Seed is < 0 or > 1_000_000 ? [$"the seed is {Seed}; it must be 0 to 1,000,000"] : Array.Empty<string>(),
            .. Functions is < 20 or > 5_000 ? [$"there are {Functions} functions; it must be 20 to 5,000"] : Array.Empty<string>(),
            .. Days is < 2 or > 60 ? [$"there are {Days} days; it must be 2 to 60"] : Array.Empty<string>(),
            .. Runs is < 0 or > 50 ? [$"there are {Runs} runs; it must be 0 to 50"] : Array.Empty<string>(),
        ];
        if (errors.Length > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= ScenarioCatalogue.All.Count;
}
