using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>
/// Judges changes that bear on security. What opens a function to anyone, touches authentication or cuts logs is told whoever did it, until he has done just that
/// before; all else only where the operator is new to the account, by how rare new operators are there, or known but new to such changes. The pipeline that
/// deploys every day is neither.
/// </summary>
internal static class ChangeJudge
{
    // As rare as one in 10,000, whoever did it; four times the threshold makes the incident grave.
    private const double GraveScore = 4;

    // From here on a newcomer makes an incident alone: one in about thirty operator-days, or fewer.
    private const double HeavyScore = 1.5;

    // Somebody known who does a new kind of thing is half as odd as somebody unknown.
    private const double KnownShare = 0.5;

    // Somebody unknown who does what nobody ever did there is odder than one who does what others do.
    private const double UnheardOf = 1.5;

    /// <summary>The anomaly that a change is, or null. The operators learn it.</summary>
    public static Anomaly? Judge(Change change, KnownOperators known, IEnumerable<Change> recent, DateTimeOffset clock, AlertingOptions options)
    {
        // What was refused has changed nothing, and makes nobody known.
        var risk = RiskyOperations.RiskOf(change);
        if (change.Outcome is Outcome.Denied or Outcome.Error or Outcome.Throttled
            || (risk is null && change.Principal is null)
            || known.Of(change) is not { } operators)
        {
            return null;
        }

        if (risk == ChangeRisk.Secrets)
        {
            return SecretReads.Judge(change, recent, operators, clock, options);
        }

        var reasons = risk is { } kind ? Reasons(change, kind, operators, options) : [];
        operators.Learn(change, risk, reasons.Count > 0);
        return reasons.Count == 0 ? null : Tell(change, risk!.Value, reasons, clock, options);
    }

    private static List<Reason> Reasons(Change change, ChangeRisk risk, AccountOperators operators, AlertingOptions options)
    {
        var reasons = new List<Reason>();
        if (IsGrave(risk) && operators.EarlierDays(change, risk) < (risk == ChangeRisk.LoggingOff ? options.LoggingDaysToUsual : 1))
        {
            reasons.Add(new Reason(Signal.RiskyChange, 1, 0, 0, GraveScore));
        }

        if (operators.Recognise(change, risk) is { IsReady: true } familiarity && (familiarity.IsNew || familiarity.IsNewToRisk)
            && familiarity.NewcomerScore * (!familiarity.IsNew ? KnownShare : familiarity.IsRiskNew ? UnheardOf : 1) is var score && familiarity.NewcomerScore >= options.NewcomerThreshold)
        {
            if (reasons.Count == 0)
            {
                reasons.Add(new Reason(Signal.RiskyChange, 1, 0, 0, score));
            }

            // Somebody known has an expected range too: he was there before, only not with this.
            reasons.Add(new Reason(Signal.NewOperator, familiarity.IsNew ? 1 : 0, 0, familiarity.NewcomerRate, score));
        }

        return reasons;
    }

    private static bool IsGrave(ChangeRisk risk) => risk is ChangeRisk.PublicAccess or ChangeRisk.Authentication or ChangeRisk.LoggingOff;

    private static Anomaly Tell(Change change, ChangeRisk risk, List<Reason> reasons, DateTimeOffset clock, AlertingOptions options)
    {
        var start = WindowTime.Floor(change.Time);
        var score = reasons.Max(reason => reason.Score);
        return new Anomaly
        {
            Id = RecentChanges.IdOf(change),
            Function = change.Function,
            Kind = AnomalyKind.RiskyChange,
            Phase = AnomalyPhase.Ended,
            WindowStart = start,
            WindowEnd = start + WindowTime.Length,
            Signal = Signal.RiskyChange,
            Observed = 1,
            ExpectedLow = 0,
            ExpectedHigh = 0,
            Score = score,
            Threshold = options.NewcomerThreshold,
            Weight = Math.Min(1, score / HeavyScore),
            Confidence = 1 - Math.Pow(10, -score),
            Principal = change.Principal,
            RiskyChange = new RiskyChange(risk, change),
            DetectedAt = clock,
            Reasons = reasons,
        };
    }
}
