using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>
/// Judges a function's minutes against what it has learned of that function. Judging changes nothing; learning comes after. Every signal
/// measures a deviation from its own level and time of day, calibrates it by its own tail, and adds up the last minutes; the model looks at
/// all deviations together; the strongest decides.
/// </summary>
public sealed class Detector
{
    private const double MinReasonScore = 3;
    private const int MaxReasons = 5;

    private readonly DetectorOptions _options;
    private readonly ScoringModel _model;
    private readonly CallerJudge _callers;

    /// <summary>Makes a detector. Throws <see cref="ArgumentException"/> with all errors of the options at once.</summary>
    public Detector(DetectorOptions options, ScoringModel model)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        (_options, _model, _callers) = (options, model, new CallerJudge(options));
    }

    /// <summary>What it judges by.</summary>
    public DetectorOptions Options => _options;

    /// <summary>The model it judges with.</summary>
    public ScoringModel Model => _model;

    /// <summary>A detector with other thresholds, null for as they are; false where one is not possible.</summary>
    public bool TryChange(double? threshold, double? noveltyThreshold, out Detector changed)
    {
        var options = _options with { Threshold = threshold ?? _options.Threshold, NoveltyThreshold = noveltyThreshold ?? _options.NoveltyThreshold };
        var isPossible = options.Validate().Count == 0;
        changed = isPossible ? new Detector(options, _model) : this;
        return isPossible;
    }

    /// <summary>Lets the model judge a function that another one has judged so far: its distances are of another scale, so their history begins anew.</summary>
    public void TakeOver(FunctionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Pattern = new PatternSignal(_model);
    }

    /// <summary>The memory of a function not seen before, among the functions of a partition; null where it is alone.</summary>
    public FunctionState NewFunction(Neighbourhood? neighbourhood = null)
    {
        var state = new FunctionState(_model);
        if (neighbourhood is not null)
        {
            state.Neighbourhood = neighbourhood;
        }

        return state;
    }

    /// <summary>The memory of a function from what <see cref="FunctionState.Write"/> wrote; null where the bytes are damaged, and the reader has failed then.</summary>
    public FunctionState? ReadFunction(ref StateReader reader)
    {
        var state = NewFunction();
        state.Restore(ref reader);
        return reader.Failed ? null : state;
    }

    /// <summary>Judges a minute.</summary>
    public Measurement Judge(FunctionState state, FunctionWindow window)
    {
        var burst = state.Burst.Read(window);
        var silence = state.Silence.Read(window);
        var errors = state.Errors.Read(window, window.Errors);
        var denied = state.Denied.Read(window, window.Denied);
        var coldStarts = state.ColdStarts.Read(window, window.ColdStarts);
        var latency = state.Latency.Read(window);
        var features = new float[FeatureVector.Length];
        FeatureVector.Fill(
            [
                burst.Deviation, state.Burst.FastDeviation(window.Invocations), errors.Deviation, denied.Deviation,
                coldStarts.Deviation, latency.Deviation, state.CallerCount.Deviation(window),
            ],
            features);
        var pattern = state.Pattern.Read(features);
        return new Measurement
        {
            Verdict = Decide(state, window, [burst, silence, errors, denied, coldStarts, latency, pattern]),
            Features = features,
            Burst = burst,
            Silence = silence,
            Errors = errors,
            Denied = denied,
            ColdStarts = coldStarts,
            Latency = latency,
            Pattern = pattern,
        };
    }

    /// <summary>
    /// How many invocations a minute that still runs must have before it is worth judging: the fewest that can be a burst of a whole minute.
    /// <see cref="long.MaxValue"/> where nothing can be said yet.
    /// </summary>
    public long EarlyBound(FunctionState state, DateTimeOffset minute)
    {
        ArgumentNullException.ThrowIfNull(state);
        var least = state.Windows >= _options.WindowsToReady ? Math.Ceiling(state.Burst.Least(minute)) : double.PositiveInfinity;
        return least < long.MaxValue ? (long)least : long.MaxValue;
    }

    /// <summary>Whether a pause of so long would be told as silence.</summary>
    public bool IsSilence(FunctionState state, TimeSpan pause)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Silence.Score(pause.TotalMinutes) >= _options.Threshold;
    }

    /// <summary>Judges how many records from long ago have come by the minute of the log's clock; null where it has judged that minute already.</summary>
    public Verdict? JudgeStale(FunctionState state, string function, StaleSignal stale, DateTimeOffset minute)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(stale);
        return stale.Pass(minute, state.Windows) is { } reading ? Decide(state, new FunctionWindow(function, minute.AddMinutes(-1)), [reading]) : null;
    }

    /// <summary>The first minute from <paramref name="from"/> on that would be told as silence if no call comes; null where none would within a year.</summary>
    public DateTimeOffset? SilenceAt(FunctionState state, DateTimeOffset from)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Windows >= _options.WindowsToReady ? state.Silence.FirstOver(_options.Threshold, from) : null;
    }

    /// <summary>Judges the refusals of records that came far too late, by themselves.</summary>
    public Verdict JudgeDenied(FunctionState state, FunctionWindow late)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(late);
        return Decide(state, late, [state.Denied.Read(late, late.Denied)]);
    }

    /// <summary>
    /// Judges the callers of records that came after their minute was learned. Whoever is new among them is known from then on, since the minute is not
    /// learned again.
    /// </summary>
    public void JudgeLateCallers(FunctionState state, FunctionWindow late, ICollection<Verdict> verdicts)
    {
        _callers.Judge(state.Callers, state.Neighbourhood, late, verdicts);
        _callers.Meet(state.Callers, state.Neighbourhood, late);
    }

    /// <summary>Judges how a function was called in a minute, see <see cref="CallerJudge"/>.</summary>
    public void JudgeCallers(FunctionState state, FunctionWindow window, ICollection<Verdict> verdicts) =>
        _callers.Judge(state.Callers, state.Neighbourhood, window, verdicts);

    /// <summary>Learns a minute after it was judged.</summary>
    public void Learn(FunctionState state, FunctionWindow window, in Measurement measured)
    {
        var isAnomaly = measured.Verdict.IsAnomaly;
        state.Windows++;
        state.Burst.Learn(measured.Burst, window, isAnomaly && measured.Verdict.Kind == AnomalyKind.Burst);
        state.Silence.Learn(window);
        state.Errors.Learn(measured.Errors, window, isAnomaly);
        state.Denied.Learn(measured.Denied, window, isAnomaly);
        state.ColdStarts.Learn(measured.ColdStarts, window, isAnomaly);
        state.Latency.Learn(measured.Latency, window, isAnomaly);
        state.Pattern.Learn(measured.Pattern, isAnomaly);
        if (!isAnomaly)
        {
            state.CallerCount.Learn(window);
        }

        _callers.Learn(state.Callers, state.Neighbourhood, window, isAnomaly);
        state.History.Learn(window);
    }

    // A span that lives on the stack: this runs for every minute of every function, also those without a call.
    private Verdict Decide(FunctionState state, FunctionWindow window, ReadOnlySpan<Reading> readings)
    {
        var strongest = readings[0];
        foreach (ref readonly var reading in readings[1..])
        {
            if (reading.Evidence.Score.CompareTo(strongest.Evidence.Score) > 0)
            {
                strongest = reading;
            }
        }

        var ready = state.Windows >= _options.WindowsToReady;
        var isAnomaly = ready && strongest.Evidence.Score >= _options.Threshold;
        return new Verdict
        {
            Function = window.Function,
            WindowStart = window.Start,
            WindowEnd = window.End,
            Since = window.Start.AddMinutes(1 - Math.Max(1, strongest.Evidence.Windows)),
            Kind = strongest.Kind,
            Score = strongest.Evidence.Score,
            Threshold = _options.Threshold,
            Ready = ready,
            Confidence = Math.Min(1, state.Windows / (8d * _options.WindowsToReady)),
            Weight = 1,
            Principal = strongest.Kind == AnomalyKind.Denied ? window.DeniedCaller : null,
            Reasons = isAnomaly ? Reasons(readings.ToArray()) : [],
            History = isAnomaly ? state.History.UpTo(window, strongest.Signal) : [],
        };
    }

    private static List<Reason> Reasons(Reading[] readings) =>
        [.. readings
            .Where(reading => reading.Evidence.Score >= MinReasonScore)
            .OrderByDescending(reading => reading.Evidence.Score)
            .Take(MaxReasons)
            .Select(reading => reading.ToReason())];
}
