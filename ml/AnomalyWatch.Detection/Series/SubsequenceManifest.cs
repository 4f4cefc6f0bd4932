namespace AnomalyWatch.Detection.Series;

/// <summary>What goes with the model of sub-sequences: ML.NET keeps eigenvectors and mean, but no eigenvalues. As JSON in camel case.</summary>
public sealed record SubsequenceManifest
{
    /// <summary>The version of this manifest that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the manifest's shape.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>SHA-256 of model.zip, 64 hexadecimal digits in lower case.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Values of a sub-sequence; must be <see cref="SubsequenceModel.Length"/>.</summary>
    public required int Length { get; init; }

    /// <summary>The variance of the training vectors along each eigenvector; above 0.</summary>
    public required IReadOnlyList<float> EigenValues { get; init; }

    /// <summary>The variance of what the projection leaves over, per vector; above 0.</summary>
    public required float ResidualVariance { get; init; }

    /// <summary>The seed of the training.</summary>
    public required int Seed { get; init; }

    /// <summary>How many series the vectors came from.</summary>
    public required int Series { get; init; }

    /// <summary>How many vectors it was trained on.</summary>
    public required int Vectors { get; init; }

    /// <summary>Where the data are from, under which licence.</summary>
    public required string Data { get; init; }

    /// <summary>Everything that is wrong with it, each naming the property; empty when it is sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(SchemaVersion == CurrentVersion, $"schemaVersion is {SchemaVersion}; this program reads {CurrentVersion}.");
        Check(Length == SubsequenceModel.Length, $"length is {Length}; this program judges sub-sequences of {SubsequenceModel.Length}.");
        Check(EigenValues.Count is >= 1 and < SubsequenceModel.Length && EigenValues.All(IsPositive), $"eigenValues must be 1 to {SubsequenceModel.Length - 1} numbers above 0.");
        Check(IsPositive(ResidualVariance), "residualVariance must be above 0.");
        return errors;

        static bool IsPositive(float value) => value > 0 && float.IsFinite(value);

        void Check(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }
}
