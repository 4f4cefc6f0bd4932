using System.Globalization;
using System.Runtime.InteropServices;

namespace AnomalyWatch.Training.Evaluation;

/// <summary>Where and when figures were measured.</summary>
public static class Machine
{
    /// <summary>One line.</summary>
    public static string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription.Split('(')[0].Trim()}.");
}
