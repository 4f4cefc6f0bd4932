using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Tests.Training.Simulating;

[TestClass]
public sealed class SimulationOptionsTests
{
    [TestMethod]
    public void There_are_36_scenarios_each_with_a_number_of_its_own()
    {
        CollectionAssert.AreEqual(Enumerable.Range(1, 36).ToList(), ScenarioCatalogue.All.Select(scenario => scenario.Number).ToList());
        Assert.HasCount(36, ScenarioCatalogue.All.Select(scenario => scenario.Name).Distinct(StringComparer.Ordinal));
    }

    [TestMethod]
    public void Scenarios_are_named_by_numbers_ranges_all_or_none()
    {
        Assert.HasCount(36, SimulationOptions.ReadScenarios("all"));
        Assert.IsEmpty(SimulationOptions.ReadScenarios("none"));
        CollectionAssert.AreEqual(new[] { 1, 5, 20, 21, 22 }, SimulationOptions.ReadScenarios("20-22,5,1").ToArray());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("0")]
    [DataRow("37")]
    [DataRow("1-2-3")]
    [DataRow("everything")]
    public void Anything_else_is_refused(string text) => Assert.ThrowsExactly<ArgumentException>(() => SimulationOptions.ReadScenarios(text));

    [TestMethod]
    public void All_that_is_wrong_is_told_at_once()
    {
        var options = new SimulationOptions { Seed = -1, Functions = 1, Days = 100, Scenarios = [], Runs = 99 };
        var error = Assert.ThrowsExactly<ArgumentException>(options.Check);
        foreach (var part in new[] { "the seed is -1", "1 functions", "100 days", "99 runs" })
        {
            Assert.Contains(part, error.Message);
        }
    }

    [TestMethod]
    [DataRow(30, 2, 1)]
    [DataRow(200, 7, 4)]
    [DataRow(5000, 60, 12)]
    public void There_are_as_many_runs_as_there_is_room_for(int functions, int days, int runs) =>
        Assert.AreEqual(runs, new SimulationOptions { Seed = 0, Functions = functions, Days = days, Scenarios = [] }.RunsEach);
}
