using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// The first fold: sorts a partition's invocations into minutes of event time per function, closes each minute when the log's clock says
/// that nothing more is to be expected, has it judged and learned, and follows anomalies from their beginning to their end. What is told depends on
/// the records, their order and the ticks between them, on nothing else.
/// </summary>
public sealed partial class ScoringFold : IFold<TelemetryRecord, Anomaly>
{
    /// <summary>The function under which all names beyond <see cref="ScoringOptions.MaxFunctions"/> are watched together.</summary>
    public const string OverflowFunction = "other/overflow";

    private readonly ScoringOptions _options;
    private readonly ModelShelf _models;
    private readonly ScoringTally _tally = new();
    private readonly Maintenances _maintenances = new();
    private readonly AnswerMemory _answers = new();
    private readonly WatchGaps _gaps = new();
    private readonly WatchedFunctions _functions;
    private RememberedIds _ids;
    private readonly StartJoin _starts;
    private readonly WindowJudge _windows;
    private readonly LateRecords _late;
    private Detector _detector;
    private DateTimeOffset _lastTick = DateTimeOffset.MinValue;

    /// <summary>Begins with nothing known.</summary>
    /// <param name="detector">What judges until a control event changes it.</param>
    /// <param name="options">Settings.</param>
    /// <param name="models">The models that can be promoted; null for none.</param>
    public ScoringFold(Detector detector, ScoringOptions options, ModelShelf? models = null)
    {
        (_detector, _options, _models) = (detector, options, models ?? new ModelShelf());
        var teller = new AnomalyTeller(options, _maintenances, _answers, _tally);
        _functions = new WatchedFunctions(options);
        _ids = new RememberedIds(options.RememberedIds);
        _starts = new StartJoin(_tally);
        _windows = new WindowJudge(teller, _starts, _gaps, _answers, _tally);
        _late = new LateRecords(teller, _tally);
        FunctionGauges.Add(this);
    }

    /// <summary>Whether idle functions stay in memory as they are. It changes nothing that is said.</summary>
    internal bool KeepsIdle { get; init; }

    /// <summary>How many functions it holds in memory, and how many it does not.</summary>
    public (int InMemory, int Idle) Functions => (_functions.InOrder.Count, _functions.Idle.Count);

    /// <summary>What it has done; exact while no record is being applied.</summary>
    public ScoringCounts Counts => _tally.Counts;

    /// <summary>How many times something new about a caller found no room; exact while no record is being applied.</summary>
    public long CallerValuesLeftOut => _functions.Neighbourhood.LeftOut;

    /// <inheritdoc/>
    public void Apply(in Stamped<TelemetryRecord> record, ICollection<Anomaly> outputs)
    {
        if (record.IsTick)
        {
            var last = _gaps.Last;
            var isGap = record.Mode == ClockMode.Wall && _gaps.Note(record.Clock);
            if (record.IsClosing || isGap)
            {
                _functions.ChangeAll();
            }

            if (isGap)
            {
                PutOff(last!.Value, record.Clock);
            }

            _lastTick = record.Clock;
            Tick(record.Clock, record.IsClosing, outputs);
        }
        else if (record.Record.IsInvocation)
        {
            Take(record.Record.Invocation, record.Source, record.Clock, outputs);
        }
        else if (record.Record.Control is { } control)
        {
            Obey(control, record.Clock, outputs);
        }
    }

    /// <inheritdoc/>
    public void Lose(in LostStretch lost, ICollection<Anomaly> outputs)
    {
        _gaps.Add(lost.From, lost.To);
        PutOff(lost.From, lost.To);
        outputs.Add(TelemetryGap.Of(lost));
    }

    private void Take(in Invocation invocation, string source, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        // An event time ahead of the clock is a sender's wrong clock; it belongs to now.
        var start = WindowTime.Of(invocation);
        var now = WindowTime.Floor(clock);
        start = start > now ? now : start;

        var function = _functions.Find(invocation.Function, _detector, start);
        _functions.Change(function);
        if (!invocation.Id.IsNone && _ids.TryFind(function.Number, RememberedId.KeyOf(invocation), out var place, out var known))
        {
            Fill(function, invocation, place, known);
            return;
        }

        Wake(function, start);
        var lateness = SourceLateness.Of(source);
        function.Lateness = lateness > function.Lateness ? lateness : function.Lateness;
        if (invocation.Kind == InvocationKind.Start)
        {
            function.LastActive = start > function.LastActive ? start : function.LastActive;
            _starts.Begin(function, invocation);
            return;
        }

        Count(function, _starts.End(function, invocation), start, clock, outputs);
    }

    private void Count(WatchedFunction function, in Invocation invocation, DateTimeOffset start, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        if (!invocation.Id.IsNone)
        {
            _ids.Add(RememberedId.Of(function.Number, invocation, start));
        }

        function.LastActive = start > function.LastActive ? start : function.LastActive;
        if (start < function.NextWindow)
        {
            _late.Take(_detector, function, invocation, start, clock);
            return;
        }

        if (!function.Open.TryGetValue(start, out var watched))
        {
            if (function.Open.Count >= WatchedFunction.MaxOpenWindows)
            {
                _tally.Late(isTooLate: true);
                return;
            }

            watched = new WatchedWindow(new FunctionWindow(function.Name, start)) { EarlyAt = function.EarlyBound };
            function.Open.Add(start, watched);
        }

        watched.Window.Add(invocation);
        _windows.JudgeEarly(_detector, function, watched, clock, outputs);
    }

    /// <summary>A call that was counted before: it fills in what the first sighting left out, where its minute is still at hand.</summary>
    private void Fill(WatchedFunction function, in Invocation second, long place, in RememberedId known)
    {
        var isFilling = (FunctionWindow.FactsOf(second) & ~known.Facts) != 0;
        _tally.SeenAgain(isDuplicate: second.Kind != InvocationKind.Start, isFilling);
        if (!isFilling)
        {
            return;
        }

        _ids.Replace(place, known.With(second));
        var filling = second with { Count = known.Count };
        if (function.Open.TryGetValue(known.Window, out var watched))
        {
            watched.Window.Fill(filling, known.Facts, known.Outcome);
        }
        else if (function.Closed?.TryGetValue(known.Window, out watched) == true)
        {
            LateRecords.Open(_detector, function, watched);
            watched.Window.Fill(filling, known.Facts, known.Outcome);
        }
        else
        {
            LateRecords.Keep(function, filling, known.Window);
        }
    }

    private void Tick(DateTimeOffset clock, bool isClosing, ICollection<Anomaly> outputs)
    {
        _functions.ReturnDue(clock, _detector);
        foreach (var function in _functions.InOrder)
        {
            if (function.HasLate)
            {
                _late.Judge(_detector, function, clock, outputs);
                _functions.Change(function);
            }

            if (function.Stale is not null)
            {
                _late.JudgeStale(_detector, function, clock, outputs);
                _functions.Change(function);
            }

            var lateness = isClosing ? TimeSpan.Zero : function.Lateness;
            while (IsDue(function, clock, lateness))
            {
                var wasQuiet = function.IsQuiet;
                _windows.Close(_detector, function, clock, outputs);
                if (!wasQuiet || !function.IsQuiet || function.NextWindow - function.SavedWindow > LongestQuiet)
                {
                    _functions.Change(function);
                }
            }

            LookAtSleeper(function, clock, lateness, outputs);
            if (function.Settle(clock))
            {
                _functions.Change(function);
            }

            if (!function.IsAsleep && IsQuietForLong(function))
            {
                FallAsleep(function);
            }
        }

        Rest(clock);
    }

    /// <summary>Whether the next minute of a function is to be closed. One that sleeps has its empty minutes judged no longer.</summary>
    private bool IsDue(WatchedFunction function, DateTimeOffset clock, TimeSpan lateness) =>
        !function.IsAsleep && !IsQuietForLong(function) && function.NextWindow + WindowTime.Length + lateness <= clock;
}
