namespace AnomalyWatch.Detection.Scoring;

/// <summary>Settings of the detector.</summary>
public sealed record DetectorOptions
{
    /// <summary>The score from which on a window is an anomaly, -log10 p, 1 to 12. Default 6.</summary>
    public double Threshold { get; init; } = 6;

    /// <summary>How many windows a function must have been watched before its windows are judged, 1 to 10,080. Default 60.</summary>
    public int WindowsToReady { get; init; } = 60;

    /// <summary>The half-life of what is learned, in windows, 10 to 100,000. Default 360 (six hours).</summary>
    public double HalfLife { get; init; } = 360;

    /// <summary>Everything that is wrong, each naming its setting; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Threshold is not (>= 1 and <= 12))
        {
            errors.Add($"{nameof(Threshold)} is {Threshold}; it must be 1 to 12.");
        }

        if (WindowsToReady is not (>= 1 and <= 10_080))
        {
            errors.Add($"{nameof(WindowsToReady)} is {WindowsToReady}; it must be 1 to 10,080.");
        }

        if (HalfLife is not (>= 10 and <= 100_000))
        {
            errors.Add($"{nameof(HalfLife)} is {HalfLife}; it must be 10 to 100,000.");
        }

        return errors;
    }
}
