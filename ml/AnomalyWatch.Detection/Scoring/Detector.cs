using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>
/// Judges a function's minutes against what it has learned of that function. Judging changes nothing; learning comes after. Counts are
/// held against a negative binomial with the function's own mean and spread, errors, refusals and cold starts in proportion to the
/// invocations; the duration against the log-normal of its own history. The strongest signal decides.
/// </summary>
public sealed class Detector
{
    private readonly DetectorOptions _options;

    /// <summary>Makes a detector. Throws <see cref="ArgumentException"/> with all errors of the options at once.</summary>
    public Detector(DetectorOptions options)
    {
        var errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        _options = options;
    }

    /// <summary>The memory of a function not seen before.</summary>
    public FunctionState NewFunction() => new(_options.HalfLife);

    /// <summary>Judges a minute.</summary>
    public Verdict Judge(FunctionState state, FunctionWindow window)
    {
        var grounds = Grounds(state, window);
        var ready = state.Windows >= _options.WindowsToReady;
        var strongest = grounds.Count > 0 ? grounds[0] : default;
        var anomalous = ready && strongest.Score >= _options.Threshold;
        return new Verdict
        {
            Function = window.Function,
            WindowStart = window.Start,
            WindowEnd = window.End,
            Kind = strongest.Kind,
            Score = strongest.Score,
            Threshold = _options.Threshold,
            Ready = ready,
            Confidence = Math.Min(1, state.Windows / (4d * _options.WindowsToReady)),
            Weight = 1,
            Principal = strongest.Kind == AnomalyKind.Denied ? window.DeniedCaller : null,
            Reasons = anomalous ? [.. grounds.Where(g => g.Score >= 2).Select(g => g.Reason)] : [],
        };
    }

    /// <summary>
    /// Judges the callers of a minute: a caller never seen is as unusual as new callers are rare for this function, so an internal
    /// function's first stranger weighs much and a public endpoint's hundredth of the hour nothing. At most three are told.
    /// </summary>
    public void JudgeCallers(FunctionState state, FunctionWindow window, ICollection<Verdict> verdicts)
    {
        if (state.WindowsWithCallers < _options.WindowsToReady)
        {
            return;
        }

        var rate = (state.WindowsWithNewCallers + 0.5) / (state.WindowsWithCallers + 1);
        var score = Math.Min(Tail.MaxScore, -Math.Log10(rate) * 2);
        var told = 0;
        foreach (var identity in window.Callers.Keys.Where(state.IsNew).Order(StringComparer.Ordinal))
        {
            if (told++ == 3)
            {
                return;
            }

            verdicts.Add(new Verdict
            {
                Function = window.Function,
                WindowStart = window.Start,
                WindowEnd = window.End,
                Kind = AnomalyKind.NewCaller,
                Score = score,
                Threshold = 3,
                Ready = true,
                Confidence = 1 - rate,
                Weight = Math.Clamp(score / 6, 0, 1),
                Principal = identity,
                Reasons = [new Reason(Signal.NewCaller, 1, 0, 0, score, identity.Length <= 256 ? identity : identity[..256])],
            });
        }
    }

    /// <summary>Learns a minute after it was judged; an anomalous one counts only up to what was expected, so that trouble does not become the norm in an hour.</summary>
    public static void Learn(FunctionState state, FunctionWindow window, in Verdict verdict)
    {
        var invocations = state.Invocations;
        state.Windows++;
        if (!verdict.IsAnomaly)
        {
            state.Errors.Learn(window.Errors);
            state.Denied.Learn(window.Denied);
            state.ColdStarts.Learn(window.ColdStarts);
            if (window.Durations.Quantile(0.95) is { } p95)
            {
                state.LogDuration.Learn(Math.Log(p95));
            }
        }

        state.LearnPeak(window.Invocations, verdict.IsAnomaly && verdict.Kind == AnomalyKind.Burst);
        invocations.Learn(verdict.IsAnomaly ? Math.Clamp(window.Invocations, Low(invocations), High(invocations)) : window.Invocations);
        if (window.Callers.Count == 0)
        {
            return;
        }

        state.WindowsWithCallers++;
        var fresh = 0;
        foreach (var identity in window.Callers.Keys)
        {
            fresh += state.Remember(identity) ? 1 : 0;
        }

        // The first window's callers are new to us, not to the function.
        state.WindowsWithNewCallers += fresh > 0 && state.WindowsWithCallers > 1 ? 1 : 0;
    }

    private static List<Ground> Grounds(FunctionState state, FunctionWindow window)
    {
        var grounds = new List<Ground>(5);
        AddInvocations(grounds, state, window.Invocations);
        AddShare(grounds, AnomalyKind.Errors, Signal.Errors, state.Errors, state, window, window.Errors);
        AddShare(grounds, AnomalyKind.Denied, Signal.Denied, state.Denied, state, window, window.Denied);
        AddShare(grounds, AnomalyKind.ColdStarts, Signal.ColdStarts, state.ColdStarts, state, window, window.ColdStarts);
        AddDuration(grounds, state.LogDuration, window);
        grounds.Sort(static (a, b) => b.Score.CompareTo(a.Score));
        return grounds;
    }

    private static void AddInvocations(List<Ground> grounds, FunctionState state, long count)
    {
        var baseline = state.Invocations;
        var mean = Math.Max(baseline.Mean, 0.02);
        var z = Tail.CountDeviation(count, mean, baseline.Size);
        var material = z > 0 ? count >= (3 * mean) + 20 && count >= (2 * state.Peak) + 20 : mean >= 5;
        if (material)
        {
            var kind = z > 0 ? AnomalyKind.Burst : AnomalyKind.Silence;
            grounds.Add(new Ground(kind, new Reason(Signal.Invocations, count, Low(baseline), High(baseline), Tail.Score(Math.Abs(z)))));
        }
    }

    private static void AddShare(
        List<Ground> grounds, AnomalyKind kind, Signal signal, Baseline baseline, FunctionState state, FunctionWindow window, long count)
    {
        // Half an event per hundred invocations as prior, so that the first failure ever is not a sensation.
        var rate = (baseline.Mean + 0.005) / (state.Invocations.Mean + 1);
        var mean = Math.Max(rate * window.Invocations, 0.02);
        if (count >= (2 * mean) + 5)
        {
            var high = mean + (3 * Math.Sqrt(mean + (mean * mean / 2)));
            grounds.Add(new Ground(kind, new Reason(signal, count, 0, high, Tail.Score(Tail.CountDeviation(count, mean, size: 2)))));
        }
    }

    private static void AddDuration(List<Ground> grounds, Baseline baseline, FunctionWindow window)
    {
        if (window.Durations.Count < 5 || baseline.Seen < 30 || window.Durations.Quantile(0.95) is not { } p95)
        {
            return;
        }

        // A floor of 15 %: a function that always takes equally long must not alarm at its first hiccup.
        var spread = Math.Max(Math.Sqrt(baseline.Variance), 0.15);
        var z = (Math.Log(p95) - baseline.Mean) / spread;
        if (p95 >= 2 * Math.Exp(baseline.Mean))
        {
            var range = new Reason(Signal.DurationP95, p95, Math.Exp(baseline.Mean - (3 * spread)), Math.Exp(baseline.Mean + (3 * spread)), Tail.Score(z));
            grounds.Add(new Ground(AnomalyKind.Latency, range));
        }
    }

    private static double High(Baseline baseline) => baseline.Mean + (3 * Math.Sqrt(Math.Max(baseline.Variance, baseline.Mean)));

    private static double Low(Baseline baseline) => Math.Max(0, baseline.Mean - (3 * Math.Sqrt(Math.Max(baseline.Variance, baseline.Mean))));

    private readonly record struct Ground(AnomalyKind Kind, Reason Reason)
    {
        public double Score => Reason?.Score ?? 0;
    }
}
