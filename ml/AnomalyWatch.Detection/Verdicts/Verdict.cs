using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Detection.Verdicts;

/// <summary>A function's window judged.</summary>
public readonly record struct Verdict
{
    /// <summary>The function's full name.</summary>
    public required string Function { get; init; }

    /// <summary>Begin of the window, UTC, inclusive.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>End of the window, UTC, exclusive.</summary>
    public required DateTimeOffset WindowEnd { get; init; }

    /// <summary>Begin of the first window that the evidence rests on, UTC; at or before <see cref="WindowStart"/>.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What kind of story the strongest reason tells; meaningless below the threshold.</summary>
    public AnomalyKind Kind { get; init; }

    /// <summary>How unusual, on the scale of -log10 p, after combination and suppression.</summary>
    public double Score { get; init; }

    /// <summary>The score from which on this function's windows are anomalies.</summary>
    public double Threshold { get; init; }

    /// <summary>Whether enough is known to say "normal". A window that is not ready is never an anomaly and never a proof of health.</summary>
    public bool Ready { get; init; }

    /// <summary>How sure, 0 to 1: grows with the history behind the expectation.</summary>
    public double Confidence { get; init; }

    /// <summary>How much it counts towards an incident: 1 makes one by itself, less needs company (a first-seen caller at a public endpoint).</summary>
    public double Weight { get; init; }

    /// <summary>The caller concerned, for the identity kinds (new caller, denied); null when unknown or many.</summary>
    public string? Principal { get; init; }

    /// <summary>What else is known of a new caller: address, network, country, agent. Its <see cref="Caller.Principal"/> is null.</summary>
    public Caller Traits { get; init; }

    /// <summary>The grounds, the strongest first. Empty for a calm window.</summary>
    public IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>For an anomaly: the signal's values in the windows up to this one, oldest first; empty where there is no series.</summary>
    public IReadOnlyList<double> History { get; init; }

    /// <summary>Whether the verdict says yes: ready and at or above the threshold.</summary>
    public bool IsAnomaly => Ready && Score >= Threshold;
}
