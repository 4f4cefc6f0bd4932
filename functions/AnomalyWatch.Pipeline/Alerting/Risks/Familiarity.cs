namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>How well an operator is known in an account at the moment of a change.</summary>
/// <param name="IsReady">Whether enough is known of the account to call anybody new.</param>
/// <param name="IsNew">Whether he was never seen there before this day of his.</param>
/// <param name="IsNewToRisk">Whether he is known, but never did anything of this kind.</param>
/// <param name="IsRiskNew">Whether nobody else did anything of this kind there.</param>
/// <param name="NewcomerRate">New operators per operator-day of the account, never quite 0.</param>
internal readonly record struct Familiarity(bool IsReady, bool IsNew, bool IsNewToRisk, bool IsRiskNew, double NewcomerRate)
{
    /// <summary>How improbable a new operator is, as -log10 p.</summary>
    public double NewcomerScore => -Math.Log10(NewcomerRate);
}
