using AnomalyWatch.Detection.Explaining;

namespace AnomalyWatch.Tests.Detection.Explaining;

[TestClass]
public sealed class HumaneTests
{
    [TestMethod]
    [DataRow(0, "0")]
    [DataRow(0.24, "0.2")]
    [DataRow(99.96, "100")]
    [DataRow(5210.4, "5,210")]
    [DataRow(2e15, "2E+15")]
    public void A_count_is_written_as_a_person_writes_it(double value, string text) => Assert.AreEqual(text, Humane.Count(value));

    [TestMethod]
    [DataRow(0.84, "0.8 ms")]
    [DataRow(240.3, "240 ms")]
    [DataRow(2400, "2.4 s")]
    [DataRow(200_000, "3 min 20 s")]
    [DataRow(1e13, "115,741 days")]
    public void A_duration_has_the_unit_that_fits_it(double milliseconds, string text) => Assert.AreEqual(text, Humane.Milliseconds(milliseconds));

    [TestMethod]
    [DataRow(45, "45 s")]
    [DataRow(60, "1 minute")]
    [DataRow(720, "12 minutes")]
    [DataRow(3900, "1 h 5 min")]
    [DataRow(183_600, "2 days 3 h")]
    public void A_length_of_time_has_at_most_two_units(int seconds, string text) => Assert.AreEqual(text, Humane.Length(TimeSpan.FromSeconds(seconds)));

    [TestMethod]
    public void A_moment_names_its_day_only_where_it_is_another()
    {
        Assert.AreEqual("12:00 UTC", Humane.Moment(Some.Noon, Some.Noon.AddHours(3)));
        Assert.AreEqual("12:00 UTC on 1 July 2026", Humane.Moment(Some.Noon, Some.Noon.AddDays(1)));
    }
}
