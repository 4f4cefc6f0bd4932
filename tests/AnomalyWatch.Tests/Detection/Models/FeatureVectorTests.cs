using AnomalyWatch.Detection.Models;

namespace AnomalyWatch.Tests.Detection.Models;

[TestClass]
public sealed class FeatureVectorTests
{
    [TestMethod]
    public void Every_feature_has_a_name() => Assert.HasCount(FeatureVector.Length, FeatureVector.Names);

    [TestMethod]
    public void Small_deviations_stay_large_ones_are_pressed_and_the_sign_is_kept()
    {
        var features = new float[FeatureVector.Length];
        FeatureVector.Fill([0, 0.1, -0.1, 1000, -1000, 1e6, 5], features);
        Assert.AreEqual(0, features[0]);
        Assert.AreEqual(0.1, features[1], 0.001);
        Assert.AreEqual(-0.1, features[2], 0.001);
        Assert.AreEqual(7.6, features[3], 0.01);
        Assert.AreEqual(-7.6, features[4], 0.01);
        Assert.IsLessThan(15, features[5]);
    }

    [TestMethod]
    public void A_vector_of_another_length_is_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => FeatureVector.Fill([1, 2], new float[FeatureVector.Length])).Message, "7 values");
        Assert.ThrowsExactly<ArgumentException>(() => FeatureVector.Fill([1, 2, 3, 4, 5, 6, 7], new float[2]));
    }
}
