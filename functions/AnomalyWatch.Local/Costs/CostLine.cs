namespace AnomalyWatch.Local.Costs;

/// <summary>One line of the bill.</summary>
/// <param name="What">What is paid for.</param>
/// <param name="Quantity">How much of it a month, free units included.</param>
/// <param name="Price">Its price.</param>
internal sealed record CostLine(string What, decimal Quantity, Price Price)
{
    /// <summary>What it comes to a month.</summary>
    public decimal Amount => Math.Max(0, Quantity - Price.Free) / Price.Per * Price.Amount;
}
