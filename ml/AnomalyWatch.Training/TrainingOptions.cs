using AnomalyWatch.Detection.Models;

namespace AnomalyWatch.Training;

/// <summary>How a model is trained.</summary>
/// <param name="Every">Takes every so many series, 1 to 10,000.</param>
/// <param name="Rank">Directions that the PCA keeps, 1 to the number of features less one.</param>
/// <param name="Seed">The seed of all that is random.</param>
/// <param name="DataNote">Source and licence of the traces.</param>
public sealed record TrainingOptions(int Every, int Rank, int Seed, string DataNote)
{
    /// <summary>Throws <see cref="ArgumentException"/> with everything that is wrong.</summary>
    public void Check()
    {
        var errors = new List<string>();
        if (Every is < 1 or > 10_000)
        {
            errors.Add($"--every is {Every}; it must be 1 to 10,000.");
        }

        if (Rank is < 1 or >= FeatureVector.Length)
        {
            errors.Add($"--rank is {Rank}; it must be 1 to {FeatureVector.Length - 1}.");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors));
        }
    }
}
