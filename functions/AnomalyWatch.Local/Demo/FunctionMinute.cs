using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Local.Demo;

/// <summary>What one function does in one minute, before it is written as records. Injections change it.</summary>
internal sealed class FunctionMinute(DemoFunction function, int minute)
{
    // After about so long without a call an instance is taken away.
    private const int IdleMinutes = 20;

    /// <summary>The function.</summary>
    public DemoFunction Function { get; } = function;

    /// <summary>The minute of the day.</summary>
    public int Minute { get; } = minute;

    /// <summary>Its begin.</summary>
    public DateTimeOffset Start { get; } = DemoDay.Start.AddMinutes(minute);

    /// <summary>Invocations by the usual callers.</summary>
    public long Count { get; set; } = function.Counts[minute];

    /// <summary>The share of them that fails.</summary>
    public double ErrorShare { get; set; } = 0.004;

    /// <summary>The share of them that has to start an instance, because more are needed than are there.</summary>
    public double ColdShare { get; set; } = 0.002;

    /// <summary>Whether the platform has taken the last instance away, so that the first call has to start one.</summary>
    public bool WakesUp { get; } = minute >= IdleMinutes && Enumerable.Range(minute - IdleMinutes, IdleMinutes).All(before => function.Counts[before] == 0);

    /// <summary>How much longer than usual they take.</summary>
    public double Slowdown { get; set; } = 1;

    /// <summary>The version of the code.</summary>
    public string Version { get; set; } = "1";

    /// <summary>What comes on top: invocations by others, changes.</summary>
    public List<TelemetryRecord> Extra { get; } = [];
}
