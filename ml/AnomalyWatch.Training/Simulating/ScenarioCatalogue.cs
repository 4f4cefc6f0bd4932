using AnomalyWatch.Training.Simulating.Scenarios;

namespace AnomalyWatch.Training.Simulating;

/// <summary>All scenarios by number.</summary>
internal static class ScenarioCatalogue
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. new[]
        {
            LoadScenarios.DenialOfWallet, LoadScenarios.Recursion, LoadScenarios.RetryStorm, LoadScenarios.ColdStartStorm, LoadScenarios.ConcurrencyExhaustion, LoadScenarios.LowAndSlow,
            CallerScenarios.DirectCall, CallerScenarios.RefusedBurst, CallerScenarios.NewPrincipal, CallerScenarios.NewNetwork, CallerScenarios.CrossAccount,
            CallerScenarios.RoleOutside, CallerScenarios.OffHours, CallerScenarios.CommandAndControl, CallerScenarios.Enumeration,
            MisuseScenarios.EventInjection, MisuseScenarios.Exfiltration, MisuseScenarios.Cryptomining, MisuseScenarios.SecretBurst, MisuseScenarios.PrivilegeEscalation,
            ChangeScenarios.WebhookChanged, ChangeScenarios.CodeOverwrite, ChangeScenarios.PolicyBackdoor, ChangeScenarios.EventSourceRelay,
            ChangeScenarios.PublishingCredentials, ChangeScenarios.BadDeployment,
            ReliabilityScenarios.StartWithoutEnd, ReliabilityScenarios.SilentFailure, ReliabilityScenarios.TimerSkew, ReliabilityScenarios.PoisonGrowth, ReliabilityScenarios.SlowDrift,
            EvasionScenarios.LogsCut, EvasionScenarios.BaselinePoisoning, EvasionScenarios.CardinalityFlood, EvasionScenarios.ForgedTelemetry, EvasionScenarios.AlertFlood,
        }.OrderBy(scenario => scenario.Number),
    ];
}
