using AnomalyWatch.Local;
using AnomalyWatch.Local.Costs;

namespace AnomalyWatch.Tests.Local.Costs;

[TestClass]
public sealed class PriceListTests
{
    private readonly string _file = Path.GetTempFileName();

    [TestCleanup]
    public void Delete() => File.Delete(_file);

    [TestMethod]
    public void The_list_that_comes_with_the_program_says_of_each_price_where_it_is_from()
    {
        var prices = PriceList.Shipped();
        CollectionAssert.AreEquivalent(PriceList.Names.ToArray(), prices.Prices.Keys.ToArray());
        Assert.IsTrue(prices.Prices.Values.All(price => price.Source.Length > 0));
    }

    [TestMethod]
    public async Task Ones_own_prices_take_their_place()
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root!, "functions", "AnomalyWatch.Local", "Costs", "prices.json"));
        await File.WriteAllTextAsync(_file, shipped.Replace("\"price\": 0.03,", "\"price\": 1,", StringComparison.Ordinal).Replace("USD", "EUR", StringComparison.Ordinal));
        using var output = new StringWriter();
        Assert.AreEqual(0, CostCommand.Run(new Workload(1_000_000, 100, 1), DeploymentSize.All[0], _file, output, TextWriter.Null));
        Assert.Contains("730.00 EUR", output.ToString());
    }

    [TestMethod]
    public void All_that_is_wrong_with_a_list_is_told_at_once()
    {
        File.WriteAllText(_file, """{ "collected": "today", "prices": { "executions": { "price": -1, "per": 1, "unit": "x" } } }""");
        using var errors = new StringWriter();
        Assert.AreEqual(1, CostCommand.Run(new Workload(1, 1, 1), DeploymentSize.All[0], _file, TextWriter.Null, errors));
        var told = errors.ToString();
        foreach (var name in PriceList.Names)
        {
            Assert.Contains($"prices.{name} ", told);
        }

        Assert.Contains("collected", told);
    }

    [TestMethod]
    [DataRow("not json")]
    [DataRow("[]")]
    [DataRow("""{"prices":7}""")]
    public void What_is_no_list_is_refused_with_a_sentence(string text)
    {
        File.WriteAllText(_file, text);
        Assert.ThrowsExactly<InvalidDataException>(() => PriceList.Read(_file));
    }

    [TestMethod]
    public void A_file_of_any_length_is_not_read()
    {
        File.WriteAllBytes(_file, new byte[65 * 1024]);
        Assert.ThrowsExactly<InvalidDataException>(() => PriceList.Read(_file));
    }
}
