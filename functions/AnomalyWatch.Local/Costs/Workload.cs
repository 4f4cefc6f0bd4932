namespace AnomalyWatch.Local.Costs;

/// <summary>What is watched.</summary>
/// <param name="InvocationsPerDay">Calls of watched functions a day.</param>
/// <param name="Functions">How many functions.</param>
/// <param name="Sources">How many sources send, one of them Azure's own logs; the calls are taken to be spread evenly over them.</param>
internal sealed record Workload(long InvocationsPerDay, int Functions, int Sources);
