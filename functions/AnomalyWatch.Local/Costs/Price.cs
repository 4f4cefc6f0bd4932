namespace AnomalyWatch.Local.Costs;

/// <summary>What something costs.</summary>
/// <param name="Amount">The price in the list's currency.</param>
/// <param name="Per">For how many units.</param>
/// <param name="Unit">What one unit is.</param>
/// <param name="Free">How many units a month cost nothing.</param>
/// <param name="Confirmed">Whether it was found in a source that can be looked up.</param>
/// <param name="Source">Where it is from, and of when.</param>
internal sealed record Price(decimal Amount, decimal Per, string Unit, decimal Free, bool Confirmed, string Source);
