using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// The first fold: sorts a partition's invocations into minutes of event time per function, closes each minute when the log's clock says
/// that nothing more is to be expected, has it judged and learned, and follows anomalies from their beginning to their end.
/// </summary>
public sealed class ScoringFold(Detector detector, ScoringOptions options) : IFold<TelemetryRecord, Anomaly>
{
    /// <summary>The function under which all names beyond <see cref="ScoringOptions.MaxFunctions"/> are watched together.</summary>
    public const string OverflowFunction = "other/overflow";

    /// <summary>How many anomalies of one function can go on at once; further ones are told when one of them has ended.</summary>
    private const int MaxEpisodes = 32;

    private readonly Dictionary<string, WatchedFunction> _functions = new(StringComparer.Ordinal);
    private readonly List<WatchedFunction> _inOrder = [];
    private readonly WatchGaps _gaps = new();
    private readonly DuplicateFilter _ids = new(options.RememberedIds);
    private readonly List<Verdict> _callerVerdicts = [];
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    /// <summary>What it has done; exact while no record is being applied.</summary>
    public ScoringCounts Counts { get; private set; }

    /// <inheritdoc/>
    public void Apply(in Stamped<TelemetryRecord> record, ICollection<Anomaly> outputs)
    {
        if (record.IsTick)
        {
            if (record.Mode == ClockMode.Wall)
            {
                _gaps.Note(record.Clock);
            }

            Tick(record.Clock, record.IsClosing, outputs);
        }
        else if (record.Record.Change is null && record.Record.Invocation.Kind == InvocationKind.Completed)
        {
            Add(record.Record.Invocation, record.Source, record.Clock);
        }
    }

    /// <inheritdoc/>
    public void Lose(in LostStretch lost, ICollection<Anomaly> outputs)
    {
        _gaps.Add(lost.From, lost.To);
        outputs.Add(TelemetryGap.Of(lost));
    }

    private void Add(in Invocation invocation, string source, DateTimeOffset clock)
    {
        // An event time ahead of the clock is a sender's wrong clock; it belongs to now.
        var start = WindowTime.Of(invocation);
        var now = WindowTime.Floor(clock);
        start = start > now ? now : start;

        var function = Find(invocation.Function, start);
        if (!_ids.IsNew(function.Number, invocation.Id))
        {
            ScoringMeters.Duplicates.Add(1);
            Counts = Counts with { Duplicates = Counts.Duplicates + 1 };
            return;
        }

        Wake(function, start);
        if (start < function.NextWindow)
        {
            CountLate();
            return;
        }

        if (!function.Open.TryGetValue(start, out var window))
        {
            if (function.Open.Count >= WatchedFunction.MaxOpenWindows)
            {
                CountLate();
                return;
            }

            window = new FunctionWindow(function.Name, start);
            function.Open.Add(start, window);
        }

        var lateness = SourceLateness.Of(source);
        function.Lateness = lateness > function.Lateness ? lateness : function.Lateness;
        function.LastActive = start > function.LastActive ? start : function.LastActive;
        window.Add(invocation);
    }

    private void CountLate()
    {
        ScoringMeters.Late.Add(1);
        Counts = Counts with { Late = Counts.Late + 1 };
    }

    private WatchedFunction Find(string name, DateTimeOffset firstWindow)
    {
        if (_functions.TryGetValue(name, out var function))
        {
            return function;
        }

        if (_functions.Count >= options.MaxFunctions && name != OverflowFunction)
        {
            ScoringMeters.Overflow.Add(1);
            return Find(OverflowFunction, firstWindow);
        }

        function = new WatchedFunction(name, _functions.Count, detector.NewFunction(), firstWindow);
        _functions.Add(name, function);
        _inOrder.Add(function);
        ScoringMeters.Functions.Add(1);
        return function;
    }

    /// <summary>A function that slept does not have its quiet days judged minute by minute when it wakes.</summary>
    private void Wake(WatchedFunction function, DateTimeOffset start)
    {
        if (function.Open.Count == 0 && start - function.LastActive > options.SleepAfter)
        {
            function.NextWindow = start;
        }
    }

    private void Tick(DateTimeOffset clock, bool isClosing, ICollection<Anomaly> outputs)
    {
        foreach (var function in _inOrder)
        {
            var lateness = isClosing ? TimeSpan.Zero : function.Lateness;
            while (function.NextWindow + WindowTime.Length + lateness <= clock && !Sleeps(function))
            {
                Close(function, clock, outputs);
            }
        }
    }

    private bool Sleeps(WatchedFunction function) =>
        function.Open.Count == 0 && function.NextWindow - function.LastActive > options.SleepAfter;

    private void Close(WatchedFunction function, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        if (!function.Open.Remove(function.NextWindow, out var window))
        {
            if (_gaps.Touches(function.NextWindow))
            {
                Skip(function);
                return;
            }

            window = new FunctionWindow(function.Name, function.NextWindow);
        }

        function.NextWindow += WindowTime.Length;
        var measured = detector.Judge(function.State, window);
        var verdict = measured.Verdict;
        ScoringMeters.Windows.Add(1);
        ScoringMeters.NotReady.Add(verdict.Ready ? 0 : 1);
        Counts = Counts with { Windows = Counts.Windows + 1, NotReadyWindows = Counts.NotReadyWindows + (verdict.Ready ? 0 : 1) };
        _touched.Clear();
        Follow(function, verdict, clock, outputs);

        _callerVerdicts.Clear();
        detector.JudgeCallers(function.State, window, _callerVerdicts);
        foreach (var callerVerdict in _callerVerdicts)
        {
            Follow(function, callerVerdict, clock, outputs);
        }

        detector.Learn(function.State, window, measured);
        Calm(function, outputs);
    }

    /// <summary>Of a minute in which nobody watched and no record came there is nothing to say and nothing to learn.</summary>
    private void Skip(WatchedFunction function)
    {
        function.NextWindow += WindowTime.Length;
        function.State.Skip(WindowTime.Length);
        ScoringMeters.NotReady.Add(1);
        Counts = Counts with { NotReadyWindows = Counts.NotReadyWindows + 1 };
    }

    private void Follow(WatchedFunction function, in Verdict verdict, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        if (!verdict.IsAnomaly)
        {
            return;
        }

        var family = verdict.Principal is null ? "behaviour" : $"{verdict.Kind}:{verdict.Principal}";
        _touched.Add(family);
        if (function.Episodes.TryGetValue(family, out var episode))
        {
            if (episode.Continue(verdict) is { } told)
            {
                outputs.Add(told);
            }
        }
        else if (function.Episodes.Count < MaxEpisodes)
        {
            episode = new Episode(verdict, clock);
            function.Episodes.Add(family, episode);
            outputs.Add(episode.Anomaly);
            ScoringMeters.Anomalies.Add(1, new KeyValuePair<string, object?>("kind", verdict.Kind.ToString()));
        }
    }

    private void Calm(WatchedFunction function, ICollection<Anomaly> outputs)
    {
        if (function.Episodes.Count == 0)
        {
            return;
        }

        foreach (var (family, episode) in function.Episodes.Where(entry => !_touched.Contains(entry.Key)).ToList())
        {
            if (episode.Calm(options.CalmWindowsToEnd) is { } ended)
            {
                function.Episodes.Remove(family);
                outputs.Add(ended);
            }
        }
    }
}
