namespace AnomalyWatch.Detection.Models;

/// <summary>
/// What goes with a model.zip: ML.NET keeps eigenvectors and mean, but neither eigenvalues nor what the vector means. As JSON in camel case.
/// </summary>
public sealed record ModelManifest
{
    /// <summary>The version of this manifest that this code reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the manifest's shape.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>SHA-256 of model.zip, 64 hexadecimal digits in lower case.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The features in their order; must be <see cref="FeatureVector.Names"/>.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>What is taken from each feature before the projection.</summary>
    public required IReadOnlyList<float> Offsets { get; init; }

    /// <summary>What each feature is divided by after that; above 0.</summary>
    public required IReadOnlyList<float> Scales { get; init; }

    /// <summary>The variance of the training vectors along each eigenvector, the largest first; above 0.</summary>
    public required IReadOnlyList<float> EigenValues { get; init; }

    /// <summary>The variance of what the projection leaves over, per vector; above 0.</summary>
    public required float ResidualVariance { get; init; }

    /// <summary>The 95 % quantile of the distance of the training vectors: what is usual before a function has a history of its own.</summary>
    public required float UsualDistance { get; init; }

    /// <summary>The seed of the training.</summary>
    public required int Seed { get; init; }

    /// <summary>How many functions the vectors came from.</summary>
    public required int Functions { get; init; }

    /// <summary>How many vectors it was trained on.</summary>
    public required int Vectors { get; init; }

    /// <summary>Begin of the stretch of time trained on, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, UTC.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Where the data are from, under which licence, and what of them is real.</summary>
    public required string Data { get; init; }

    /// <summary>Everything that is wrong with it, each naming the property; empty when it is sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(SchemaVersion == CurrentVersion, $"schemaVersion is {SchemaVersion}; this program reads {CurrentVersion}.");
        Check(Features.SequenceEqual(FeatureVector.Names, StringComparer.Ordinal), $"features must be {string.Join(", ", FeatureVector.Names)}, in this order.");
        Check(Offsets.Count == FeatureVector.Length && Offsets.All(float.IsFinite), $"offsets must be {FeatureVector.Length} numbers.");
        Check(Scales.Count == FeatureVector.Length && Scales.All(IsPositive), $"scales must be {FeatureVector.Length} numbers above 0.");
        Check(EigenValues.Count is >= 1 and < FeatureVector.Length && EigenValues.All(IsPositive), $"eigenValues must be 1 to {FeatureVector.Length - 1} numbers above 0.");
        Check(IsPositive(ResidualVariance), "residualVariance must be above 0.");
        Check(IsPositive(UsualDistance), "usualDistance must be above 0.");
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
