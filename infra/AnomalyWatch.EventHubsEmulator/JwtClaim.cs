using AnomalyWatch.EventHubsEmulator.Amqp.Security;

namespace AnomalyWatch.EventHubsEmulator;

/// <summary>What a token of Microsoft Entra ID allows, as <see cref="EmulatorOptions.CheckJwt"/> has it.</summary>
/// <param name="Rights">On every hub.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record JwtClaim(AccessRights Rights, DateTimeOffset ExpiresAt);
