namespace AnomalyWatch.Training.Simulating;

/// <summary>Who calls, as the canonical record tells it.</summary>
internal sealed record SimulatedCaller(string? Principal, string? Ip, string? Network, string? Country, string? Agent);
