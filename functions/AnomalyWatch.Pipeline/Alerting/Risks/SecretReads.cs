using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>
/// Somebody who reads secret after secret within a minute. One read is everyday work, so nobody is told of it, nor does it make an operator known; a burst is told
/// until the same one has come on an earlier day: an app that loads its settings does it at every start.
/// </summary>
internal static class SecretReads
{
    // Elastic's rule for a burst of reads from a key vault: ten a minute.
    private const int LeastReads = 10;

    // One secret that is polled is no search.
    private const int LeastKinds = 2;

    private const double Score = 4;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    /// <summary>The anomaly that a read completes, or null. The change must be among the recent ones already.</summary>
    public static Anomaly? Judge(Change read, IEnumerable<Change> recent, AccountOperators operators, DateTimeOffset clock, AlertingOptions options)
    {
        var account = FunctionName.Account(read.Function);
        var burst = recent
            .Where(other => other.Time <= read.Time && read.Time - other.Time < Span && other.Principal == read.Principal
                && FunctionName.Account(other.Function) == account && RiskyOperations.RiskOf(other) == ChangeRisk.Secrets)
            .ToList();

        // At the read that makes it a burst, and not at every one behind it.
        if (burst.Count != LeastReads || burst.Select(other => (other.Operation, other.Detail)).Distinct().Count() < LeastKinds)
        {
            return null;
        }

        var deed = read with { Function = account, Detail = null };
        var isUsual = operators.EarlierDays(deed, ChangeRisk.Secrets) > 0;
        operators.LearnDeed(deed, ChangeRisk.Secrets);
        var start = WindowTime.Floor(burst[0].Time);
        return isUsual ? null : new Anomaly
        {
            Id = RecentChanges.IdOf(read),
            Function = read.Function,
            Kind = AnomalyKind.RiskyChange,
            Phase = AnomalyPhase.Ended,
            WindowStart = start,
            WindowEnd = WindowTime.Floor(read.Time) + WindowTime.Length,
            Signal = Signal.SecretsRead,
            Observed = LeastReads,
            ExpectedLow = 0,
            ExpectedHigh = LeastReads - 1,
            Score = Score,
            Threshold = options.NewcomerThreshold,
            Weight = 1,
            Confidence = 1 - Math.Pow(10, -Score),
            Principal = read.Principal,
            RiskyChange = new RiskyChange(ChangeRisk.Secrets, read),
            DetectedAt = clock,
            Reasons = [new Reason(Signal.SecretsRead, LeastReads, 0, LeastReads - 1, Score)],
        };
    }
}
