using System.CommandLine;
using System.Globalization;
using AnomalyWatch.Local.Costs;

namespace AnomalyWatch.Local;

/// <summary>The command <c>cost</c>.</summary>
internal static class CostCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Make()
    {
        var invocations = new Option<long>("--invocations-per-day") { Description = "Calls of all watched functions a day.", Required = true };
        var functions = new Option<int>("--functions") { Description = "How many functions are watched.", DefaultValueFactory = _ => 100 };
        var sources = new Option<int>("--sources") { Description = "How many sources send, one of them Azure's own logs.", DefaultValueFactory = _ => 1 };
        var size = new Option<string>("--size") { Description = "The parameter file of infra/parameters.", DefaultValueFactory = _ => "small" };
        size.AcceptOnlyFromAmong([.. DeploymentSize.All.Select(one => one.Name)]);
        var prices = new Option<string?>("--prices") { Description = "A file of prices instead of those that come with the program." };
        AtLeastOne(invocations);
        AtLeastOne(functions);
        AtLeastOne(sources);
        var command = new Command("cost", "Says what a month in Azure costs, before anything is deployed.") { invocations, functions, sources, size, prices };
        command.SetAction(parsed => Run(
            new Workload(parsed.GetValue(invocations), parsed.GetValue(functions), parsed.GetValue(sources)),
            DeploymentSize.All.Single(one => one.Name == parsed.GetValue(size)),
            parsed.GetValue(prices),
            Console.Out,
            Console.Error));
        return command;
    }

    /// <summary>Writes the bill; 1 where the prices cannot be read.</summary>
    public static int Run(Workload workload, DeploymentSize size, string? pricesFile, TextWriter output, TextWriter errors)
    {
        PriceList prices;
        try
        {
            prices = pricesFile is null ? PriceList.Shipped() : PriceList.Read(pricesFile);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            errors.WriteLine(exception.Message);
            return 1;
        }

        var estimate = new CostEstimate(workload, size, prices);
        foreach (var line in estimate.Lines)
        {
            Write($"{line.What,-30} {line.Quantity.ToString(line.Quantity < 100 ? "N2" : "N0", CultureInfo.InvariantCulture),18} {line.Price.Unit + (line.Price.Confirmed ? "" : " *"),-34} {line.Amount,10:N2} {prices.Currency}");
        }

        Write($"{"A month",-30} {"",18} {"",-34} {estimate.Total,10:N2} {prices.Currency}");
        Write($"Size {size.Name}, {estimate.ThroughputUnits:N0} throughput units in the busiest hour; list prices of {prices.Region} collected {prices.Collected:yyyy-MM-dd}, free grants deducted.");
        if (estimate.ThroughputUnits > CostEstimate.MostThroughputUnits)
        {
            Write($"A namespace of this kind has at most {CostEstimate.MostThroughputUnits} throughput units: this workload needs more than one deployment.");
        }

        Write($"* not confirmed by a source that could be looked up. Assumptions stand in functions/AnomalyWatch.Local/Costs/CostAssumptions.cs.");
        return 0;

        void Write(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture).TrimEnd());
    }

    private static void AtLeastOne<T>(Option<T> option)
        where T : struct, IComparable<T> => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>().CompareTo((T)Convert.ChangeType(1, typeof(T), CultureInfo.InvariantCulture)) < 0)
        {
            result.AddError($"{option.Name} must be at least 1.");
        }
    });
}
