using AnomalyWatch.Detection.Models;
using AnomalyWatch.Training;

namespace AnomalyWatch.Tests.Training;

[TestClass]
public sealed class ModelTrainerTests
{
    private static readonly TrainingOptions Options = new(Every: 1, Rank: 3, Seed: 42, DataNote: "Made up.");

    [TestMethod]
    public void Training_twice_gives_the_same_bytes()
    {
        var first = ModelTrainer.Train(SomeTraces.Make(10), Options);
        var second = ModelTrainer.Train(SomeTraces.Make(10), Options);
        Assert.AreSequenceEqual(first.ModelZip, second.ModelZip);
        Assert.AreSequenceEqual(first.ManifestJson, second.ManifestJson);
    }

    [TestMethod]
    public void What_was_trained_can_be_loaded_and_finds_most_of_its_vectors_usual()
    {
        var trained = ModelTrainer.Train(SomeTraces.Make(10), Options);
        var model = ScoringModel.Load(trained.ModelZip, trained.ManifestJson);
        Assert.AreEqual(10, model.Manifest.Functions);
        Assert.HasCount(3, model.Manifest.EigenValues);
        Assert.AreSequenceEqual(model.Manifest.EigenValues.OrderDescending().ToArray(), model.Manifest.EigenValues.ToArray());
        StringAssert.StartsWith(model.Manifest.Data, "Made up. Invocations of each minute are real;");
        Assert.IsLessThan(model.UsualDistance, Math.Sqrt(model.SquaredDistance(new float[FeatureVector.Length])));
        Assert.IsGreaterThan(10 * model.UsualDistance, Math.Sqrt(model.SquaredDistance([14, 14, 14, 14, 14, 14, 14])));
    }

    [TestMethod]
    public void Another_seed_gives_another_model()
    {
        var traces = SomeTraces.Make(10);
        Assert.AreNotEqual(ModelTrainer.Train(traces, Options).Manifest.ModelSha256, ModelTrainer.Train(traces, Options with { Seed = 43 }).Manifest.ModelSha256);
    }

    [TestMethod]
    public void Too_few_vectors_are_refused_with_their_number()
    {
        var message = Assert.ThrowsExactly<InvalidDataException>(() => ModelTrainer.Train(SomeTraces.Make(2), Options)).Message;
        StringAssert.Matches(message, new(@"^\d+ vectors are too few; at least 1,000 are needed\.$"));
        Assert.ThrowsExactly<InvalidDataException>(() => ModelTrainer.Train([], Options));
    }
}
