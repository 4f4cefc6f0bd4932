namespace AnomalyWatch.Training.Simulating;

/// <summary>What a function does in a minute: first as on a usual day, then changed by what happens to it.</summary>
internal sealed class MinuteShape(SimulatedFunction function, int minute, RandomStream random)
{
    public SimulatedFunction Function { get; } = function;

    /// <summary>From the beginning of the simulation.</summary>
    public int Minute { get; } = minute;

    /// <summary>The random numbers of this function's minute.</summary>
    public RandomStream Random { get; } = random;

    /// <summary>How many calls, before they are dithered to a whole number.</summary>
    public double Calls { get; set; }

    public double ErrorShare { get; set; }

    public double DeniedShare { get; set; }

    public double ThrottledShare { get; set; }

    /// <summary>The share of calls that run until they are cut off.</summary>
    public double TimeoutShare { get; set; }

    public double ColdShare { get; set; }

    public double InitFactor { get; set; } = 1;

    public double DurationFactor { get; set; } = 1;

    public double MemoryFactor { get; set; } = 1;

    public double RequestFactor { get; set; } = 1;

    public double ResponseFactor { get; set; } = 1;

    /// <summary>The kinds of failure; empty for the usual one.</summary>
    public IReadOnlyList<string> ErrorTypes { get; set; } = [];

    public required string Version { get; set; }

    /// <summary>Whether the calls happen but are not told.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>The share of calls whose end is not told.</summary>
    public double UnfinishedShare { get; set; }

    /// <summary>Calls beside the usual ones.</summary>
    public List<CallGroup> Beside { get; } = [];
}
