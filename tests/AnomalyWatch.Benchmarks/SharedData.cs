using System.CommandLine;

namespace AnomalyWatch.Benchmarks;

/// <summary>Where the recorded data lie that are too large for the source tree.</summary>
internal static class SharedData
{
    /// <summary>The folder of the invocation telemetry.</summary>
    public static Option<string> Folder() => new("--data")
    {
        Description = "The folder of the recorded invocation telemetry.",
        DefaultValueFactory = _ => Path.Combine(Environment.GetEnvironmentVariable("ANOMALYWATCH_SHARED") ?? "../shared", "data", "invocation-telemetry"),
    };
}
