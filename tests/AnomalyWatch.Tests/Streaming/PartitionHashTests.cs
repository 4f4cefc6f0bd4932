using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Streaming;

[TestClass]
public sealed class PartitionHashTests
{
    /// <summary>Vectors taken from Microsoft's JavaScript client for Event Hubs.</summary>
    [TestMethod]
    [DataRow("a", -16220)]
    [DataRow("device-1", 26788)]
    [DataRow("function-app-01", 24532)]
    [DataRow("xxxxxxxxxxxx", 332)]
    [DataRow("xxxxxxxxxxxxx", 3742)]
    [DataRow("xxxxxxxxxxxxxxxxxxxxxxxx", -20573)]
    [DataRow("xxxxxxxxxxxxxxxxxxxxxxxxx", -26933)]
    [DataRow("schlüssel", 7220)]
    [DataRow("鍵", -6216)]
    [DataRow("😀", -17126)]
    public void A_key_hashes_as_the_service_hashes_it(string key, int expected) => Assert.AreEqual(expected, PartitionHash.Fold(key));

    [TestMethod]
    public void A_partition_is_never_outside_the_hub()
    {
        for (var i = 0; i < 10_000; i++)
        {
            var partition = PartitionHash.PartitionOf($"aws/123456789012/eu-west-1/function-{i}", 7);
            Assert.IsTrue(partition is >= 0 and < 7, $"partition {partition}");
        }
    }
}
