namespace AnomalyWatch.Training.Simulating;

/// <summary>A function as it is when nothing happens to it.</summary>
internal sealed record SimulatedFunction
{
    /// <summary>Its place in the fleet.</summary>
    public required int Index { get; init; }

    public required CloudApp App { get; init; }

    /// <summary>The full name.</summary>
    public required string Name { get; init; }

    /// <summary>The canonical name of what sets it off.</summary>
    public required string Trigger { get; init; }

    public required Exposure Exposure { get; init; }

    /// <summary>The real invocations of each minute of a day that it is modelled on.</summary>
    public required int[] Series { get; init; }

    /// <summary>Whether the series is that of a timer, which is the same every day.</summary>
    public required bool IsTimer { get; init; }

    /// <summary>The minutes between two runs of a timer; 0 for all else.</summary>
    public required int TimerMinutes { get; init; }

    /// <summary>Its invocations a minute, on the mean.</summary>
    public required double MeanPerMinute { get; init; }

    /// <summary>The first minute in which it exists, from the beginning of the simulation.</summary>
    public int BornMinute { get; init; }

    /// <summary>What is left of its calls at weekends, 0 to 1.</summary>
    public required double WeekendShare { get; init; }

    public required double MedianMs { get; init; }

    /// <summary>The standard deviation of the logarithm of its durations.</summary>
    public required double Spread { get; init; }

    /// <summary>After how long it is cut off.</summary>
    public required double TimeoutMs { get; init; }

    public required double MemoryMb { get; init; }

    public required double MemoryLimitMb { get; init; }

    public required double InitMs { get; init; }

    public required double RequestBytes { get; init; }

    public required double ResponseBytes { get; init; }

    /// <summary>The share of calls that fail on a usual day.</summary>
    public required double ErrorShare { get; init; }

    /// <summary>The share of calls that are refused on a usual day.</summary>
    public required double DeniedShare { get; init; }

    /// <summary>Whether its source tells beginnings and ends apart, as logs do.</summary>
    public required bool TellsStarts { get; init; }

    public required CallerPopulation Callers { get; init; }

    /// <summary>The hard negatives that it has.</summary>
    public required BenignHabits Habits { get; init; }

    public bool IsHttp => Trigger == "http";
}
