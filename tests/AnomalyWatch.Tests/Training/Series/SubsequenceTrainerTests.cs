using AnomalyWatch.Detection.Series;
using AnomalyWatch.Tests.Detection.Series;
using AnomalyWatch.Training.Series;

namespace AnomalyWatch.Tests.Training.Series;

[TestClass]
public sealed class SubsequenceTrainerTests
{
    [TestMethod]
    public void What_is_trained_can_be_loaded_and_the_same_series_give_the_same_bytes()
    {
        var series = Enumerable.Range(0, 3).Select(Some).ToList();
        var (zip, json, manifest) = SubsequenceTrainer.Train(series, 7, "made up");
        Assert.AreEqual(3, manifest.Series);
        Assert.AreEqual(0, SubsequenceModel.Load(zip, json).Distance(new float[SubsequenceModel.Length]), 3);
        var (zipAgain, jsonAgain, _) = SubsequenceTrainer.Train(series, 7, "made up");
        CollectionAssert.AreEqual(zip, zipAgain);
        CollectionAssert.AreEqual(json, jsonAgain);
    }

    [TestMethod]
    public void Too_few_values_are_refused() =>
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => SubsequenceTrainer.Train([([0, 300], [1, 2])], 7, "made up")).Message, "too few");

    private static (long[] Times, double[] Values) Some(int series)
    {
        const int Rows = 20_000;
        return ([.. Enumerable.Range(0, Rows).Select(row => row * 300L)], [.. Enumerable.Range(0, Rows).Select(row => SomeValues.Daily(row + (series * 31)))]);
    }
}
