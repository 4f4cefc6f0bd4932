using AnomalyWatch.Training.Evaluation.Nezha;

namespace AnomalyWatch.Tests.Training.Evaluation.Nezha;

[TestClass]
public sealed class NezhaEventsTests
{
    private const int Minutes = 1 + (24 * 60);
    private static readonly DateTimeOffset Begin = new(2022, 8, 22, 0, 0, 0, TimeSpan.Zero);

    [TestMethod]
    [DataRow("cart", 60, 1, 1, DisplayName = "by itself at once")]
    [DataRow("cart", 65, 1, 1, DisplayName = "within five minutes")]
    [DataRow("cart", 66, 0, 0, DisplayName = "too late")]
    [DataRow("cart", 59, 0, 0, DisplayName = "too early")]
    [DataRow(NezhaDay.Entry, 62, 1, 0, DisplayName = "by the entry")]
    [DataRow("mail", 62, 0, 0, DisplayName = "not by another service")]
    public void A_fault_is_found(string service, int minute, int found, int atService)
    {
        var events = Events((service, minute, 1));
        var (faults, foundAtAll, foundAtService, _) = events.At(1, (_, _) => true);
        Assert.AreEqual((1, found, atService), (faults, foundAtAll, foundAtService));
    }

    [TestMethod]
    public void The_strongest_service_is_the_likeliest_cause()
    {
        Assert.AreEqual(1, Events(("cart", 61, 2), ("mail", 62, 1)).At(9, (_, _) => true).Strongest);
        Assert.AreEqual(0, Events(("cart", 61, 1), ("mail", 62, 2)).At(9, (_, _) => true).Strongest);
        Assert.AreEqual(1, Events(("cart", 61, 1), (NezhaDay.Entry, 62, 2)).At(9, (_, _) => true).Strongest, "the entry is everybody's");
    }

    [TestMethod]
    public void False_is_only_what_alerts_half_an_hour_after_the_last_fault_and_near_ones_are_one()
    {
        var events = Events(("cart", 80, 1), ("cart", 200, 1), ("cart", 210, 1), ("cart", 221, 1), ("mail", 210, 1));
        Assert.AreEqual(3, events.FalseEvents(1));
        Assert.AreEqual(3 * (1440 - 90) / 1440d, events.CalmServiceDays, 1e-9);
    }

    [TestMethod]
    public void The_threshold_is_the_lowest_within_the_budget()
    {
        var events = Events(("cart", 200, 3), ("cart", 300, 2), ("mail", 400, 1));
        Assert.AreEqual(2, events.Threshold(2 / events.CalmServiceDays));
        Assert.AreEqual(double.PositiveInfinity, events.Threshold(0));
    }

    private static NezhaEvents Events(params (string Service, int Minute, double Score)[] alerts)
    {
        string[] names = ["cart", NezhaDay.Entry, "mail"];
        var times = Enumerable.Range(0, Minutes).Select(minute => Begin.AddMinutes(minute)).ToArray();
        var scores = names.Select(_ => new double[Minutes]).ToArray();
        foreach (var (service, minute, score) in alerts)
        {
            scores[Array.IndexOf(names, service)][minute] = score;
        }

        var events = new NezhaEvents();
        events.Add(new NezhaDay([.. names.Select(name => new NezhaService(name, times, [], []))], [new NezhaFault(Begin.AddMinutes(60), "cart", "exception")]), scores);
        return events;
    }
}
