namespace AnomalyWatch.Tests.Ingesting.Fuzzing;

/// <summary>What a run over mutated bodies showed.</summary>
/// <param name="Inputs">How many bodies were read.</param>
/// <param name="Accepted">How many records they gave.</param>
/// <param name="Refused">How many bodies gave none and had something refused.</param>
/// <param name="LargestInput">The longest body, in bytes.</param>
/// <param name="MostAllocated">The most that one body had allocated, in bytes.</param>
/// <param name="SlowestShare">The slowest body in processor time against its allowance of 50 ms per 100 KB unpacked (at least one allowance), the best of three tries; 1 is the bound.</param>
internal sealed record FuzzOutcome(int Inputs, long Accepted, int Refused, int LargestInput, long MostAllocated, double SlowestShare);
