using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;

namespace AnomalyWatch.Tests.Detection.Scoring;

[TestClass]
public sealed class DetectorOptionsTests
{
    [TestMethod]
    public void The_defaults_are_sound() => Assert.IsEmpty(new DetectorOptions().Validate());

    [TestMethod]
    public void All_errors_are_told_at_once()
    {
        var options = new DetectorOptions { Threshold = double.NaN, NoveltyThreshold = 0, WindowsToReady = 20_000 };
        var message = Assert.ThrowsExactly<ArgumentException>(() => new Detector(options, ScoringModel.Default)).Message;
        StringAssert.Contains(message, nameof(options.Threshold));
        StringAssert.Contains(message, nameof(options.NoveltyThreshold));
        StringAssert.Contains(message, "WindowsToReady is 20000");
    }
}
