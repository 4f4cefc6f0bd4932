namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>Somebody who changes things in a cloud account.</summary>
/// <param name="FirstSeen">When he was first seen to, UTC.</param>
/// <param name="LastDay">The last day on which he was, in whole days since the year 1.</param>
/// <param name="Days">On how many days.</param>
/// <param name="Risks">In which ways his changes bore on security, a bit each.</param>
/// <param name="Newcomer">Whether others had been known for long enough when he came, and whether he was told then.</param>
internal readonly record struct Operator(DateTimeOffset FirstSeen, int LastDay, int Days, int Risks, Newcomer Newcomer);
