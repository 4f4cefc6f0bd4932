using AnomalyWatch.Detection.Models;

namespace AnomalyWatch.Tests.Detection.Models;

[TestClass]
public sealed class ModelManifestTests
{
    [TestMethod]
    public void That_of_the_default_model_is_sound() => Assert.IsEmpty(ScoringModel.Default.Manifest.Validate());

    [TestMethod]
    public void All_errors_are_told_at_once_each_with_its_property()
    {
        var broken = ScoringModel.Default.Manifest with
        {
            SchemaVersion = 2,
            Features = ["invocationsSlow"],
            Offsets = [float.NaN],
            Scales = [0],
            EigenValues = [],
            ResidualVariance = 0,
            UsualDistance = float.PositiveInfinity,
        };
        var errors = broken.Validate();
        Assert.AreSequenceEqual(
            new[] { "schemaVersion", "features", "offsets", "scales", "eigenValues", "residualVariance", "usualDistance" },
            errors.Select(error => error.Split(' ')[0]).ToArray());
    }

    [TestMethod]
    public void As_many_eigenvalues_as_features_are_refused_since_nothing_would_be_left_over() =>
        Assert.HasCount(1, (ScoringModel.Default.Manifest with { EigenValues = [7, 6, 5, 4, 3, 2, 1] }).Validate());
}
