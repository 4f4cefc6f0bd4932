using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Local.Demo;

/// <summary>One real function of the demo's day, with what is made up around its counts.</summary>
/// <param name="Name">A made-up full name.</param>
/// <param name="Trigger">Made up: a timer where the counts keep a beat, else HTTP or a queue.</param>
/// <param name="Audience">Made up: who calls it.</param>
/// <param name="MedianMs">Made up: its usual execution time in milliseconds.</param>
/// <param name="Counts">Real: invocations of each minute of the day.</param>
internal sealed record DemoFunction(string Name, Trigger Trigger, Audience Audience, double MedianMs, int[] Counts)
{
    /// <summary>The name without its last part.</summary>
    public string App => Name[..Name.LastIndexOf('/')];
}
