using AnomalyWatch.Training;

namespace AnomalyWatch.Tests.Training;

[TestClass]
public sealed class TrainingOptionsTests
{
    [TestMethod]
    public void All_errors_are_told_at_once()
    {
        var message = Assert.ThrowsExactly<ArgumentException>(() => new TrainingOptions(Every: 0, Rank: 7, Seed: 1, DataNote: "").Check()).Message;
        StringAssert.Contains(message, "--every is 0; it must be 1 to 10,000.");
        StringAssert.Contains(message, "--rank is 7; it must be 1 to 6.");
    }
}
