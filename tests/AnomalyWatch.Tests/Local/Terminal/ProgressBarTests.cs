using AnomalyWatch.Local.Terminal;

namespace AnomalyWatch.Tests.Local.Terminal;

[TestClass]
public sealed class ProgressBarTests
{
    [TestMethod]
    public void Without_a_terminal_only_lines_are_written()
    {
        var output = new StringWriter();
        using (var bar = new ProgressBar(output, width: 0))
        {
            bar.Show(0.5, "half");
            bar.Say("a line");
            bar.Show(1, "all");
        }

        Assert.AreEqual("a line" + Environment.NewLine, output.ToString());
    }

    [TestMethod]
    public void On_a_terminal_lines_go_above_the_bar_and_the_bar_goes_in_the_end()
    {
        var output = new StringWriter();
        using (var bar = new ProgressBar(output, width: 80))
        {
            bar.Show(0.5, "half");
            bar.Say("a line");
        }

        var drawn = "[" + new string('#', 15) + new string('.', 15) + "]  50 %  half";
        Assert.AreEqual($"\r\e[K{drawn}\r\e[Ka line{Environment.NewLine}{drawn}\r\e[K", output.ToString());
    }

    [TestMethod]
    public void A_narrow_terminal_gets_a_bar_that_stays_on_one_line()
    {
        var output = new StringWriter();
        using var bar = new ProgressBar(output, width: 20);
        bar.Show(1, "a text that would not fit");
        Assert.HasCount(19, output.ToString()["\r\e[K".Length..].ToCharArray());
    }
}
