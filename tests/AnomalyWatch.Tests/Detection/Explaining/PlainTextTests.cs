using AnomalyWatch.Detection.Explaining;

namespace AnomalyWatch.Tests.Detection.Explaining;

[TestClass]
public sealed class PlainTextTests
{
    [TestMethod]
    public void A_name_cannot_break_the_line_or_turn_the_direction_of_the_text() =>
        Assert.AreEqual("evil name", PlainText.Name("evil\nna\u202Eme\u200B"));

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("\r\n\u200B")]
    public void What_has_no_letters_is_said_to_have_no_name(string? text) => Assert.AreEqual("(no name)", PlainText.Name(text));

    [TestMethod]
    public void A_cut_never_parts_a_surrogate_pair()
    {
        var cut = PlainText.Cut("abc\U0001F600def", 5);
        Assert.AreEqual("abc\u2026", cut);
        Assert.AreEqual("abc\U0001F600", PlainText.Cut("abc\U0001F600", 5));
    }

    [TestMethod]
    public void A_long_name_is_no_longer_than_asked() => Assert.AreEqual(80, PlainText.Name(new string('a', 10_000)).Length);
}
