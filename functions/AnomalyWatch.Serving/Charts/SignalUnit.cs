using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Serving.Charts;

/// <summary>What a signal is called on an axis, and how its values are written.</summary>
public static class SignalUnit
{
    /// <summary>The axis's label: what is measured, and in what.</summary>
    public static string Axis(Signal signal) => signal switch
    {
        Signal.Invocations => "calls/min",
        Signal.Errors => "errors/min",
        Signal.Denied => "refused calls/min",
        Signal.DurationP95 => "duration p95, ms",
        Signal.ColdStarts => "cold starts/min",
        Signal.NewCaller => "new callers/min",
        Signal.CampaignCallers => "callers who share a new trait/min",
        Signal.StaleRecords => "records from long ago/min",
        Signal.SecretsRead => "secrets read in a minute",
        Signal.Pattern => "distance from the usual mixture",
        Signal.RiskyChange => "changes that bear on security",
        Signal.FunctionsReached => "functions one caller reached in an hour",
        Signal.FunctionsOff => "functions off at once",
        _ => signal.ToString(),
    };

    /// <summary>A value as people read it, with its unit where it is not a count.</summary>
    public static string Value(Signal signal, double value) => signal == Signal.DurationP95 ? Humane.Milliseconds(value) : Humane.Count(value);

    /// <summary>A value on an axis, short.</summary>
    public static string Tick(double value) => value switch
    {
        >= 1e12 => value.ToString("0.#e0", System.Globalization.CultureInfo.InvariantCulture),
        >= 1e9 => Short(value / 1e9) + "G",
        >= 1e6 => Short(value / 1e6) + "M",
        >= 1e4 => Short(value / 1e3) + "k",
        >= 1 or 0 => value.ToString("#,0.##", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string Short(double value) => value.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
