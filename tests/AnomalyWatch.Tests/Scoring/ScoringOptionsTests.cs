using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class ScoringOptionsTests
{
    [TestMethod]
    public void The_defaults_are_sound() => Assert.HasCount(0, new ScoringOptions().Validate());

    [TestMethod]
    public void All_errors_come_at_once_and_name_their_settings()
    {
        var errors = new ScoringOptions { MaxFunctions = 0, MaxAwake = 0, RememberedIds = 0, SleepAfter = TimeSpan.Zero, CalmWindowsToEnd = 0 }.Validate();
        Assert.HasCount(5, errors);
        StringAssert.StartsWith(errors[0], nameof(ScoringOptions.MaxFunctions));
        StringAssert.StartsWith(errors[4], nameof(ScoringOptions.CalmWindowsToEnd));
    }
}
