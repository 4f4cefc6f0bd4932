namespace AnomalyWatch.Detection.Scoring;

/// <summary>Settings of the detector.</summary>
public sealed record DetectorOptions
{
    /// <summary>The score from which on a window is an anomaly, -log10 p, 1 to 30. Default 8.</summary>
    public double Threshold { get; init; } = 8;

    /// <summary>The score from which on a caller never seen is an anomaly, 1 to 12. At twice this it makes an incident alone. Default 2.9.</summary>
    public double NoveltyThreshold { get; init; } = 2.9;

    /// <summary>How many windows a function must have been watched before its windows are judged, 1 to 10,080. Default 60.</summary>
    public int WindowsToReady { get; init; } = 60;

    /// <summary>Everything that is wrong, each naming its setting; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Threshold is not (>= 1 and <= 30))
        {
            errors.Add($"{nameof(Threshold)} is {Threshold}; it must be 1 to 30.");
        }

        if (WindowsToReady is not (>= 1 and <= 10_080))
        {
            errors.Add($"{nameof(WindowsToReady)} is {WindowsToReady}; it must be 1 to 10,080.");
        }

        if (NoveltyThreshold is not (>= 1 and <= 12))
        {
            errors.Add($"{nameof(NoveltyThreshold)} is {NoveltyThreshold}; it must be 1 to 12.");
        }

        return errors;
    }
}
