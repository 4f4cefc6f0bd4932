using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Closes the minutes of functions, each once: it is judged and learned. A minute that still runs is judged before when it holds far too much.</summary>
internal sealed class WindowJudge(AnomalyTeller teller, StartJoin starts, WatchGaps gaps, AnswerMemory answers, ScoringTally tally)
{
    private readonly List<Verdict> _callerVerdicts = [];

    /// <summary>Closes the next minute of a function.</summary>
    public void Close(Detector detector, WatchedFunction function, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        var start = function.NextWindow;
        function.NextWindow += WindowTime.Length;
        var isOpen = function.Open.Remove(start, out var watched);
        var unfinished = starts.GiveUp(function, function.NextWindow);
        if (!isOpen && gaps.Touches(start))
        {
            // Of a minute in which nobody watched and no record came there is nothing to say and nothing to learn.
            function.State.Skip(WindowTime.Length);
            tally.SkippedWindow();
            return;
        }

        watched ??= new WatchedWindow(new FunctionWindow(function.Name, start));
        var window = watched.Window;
        if (unfinished > 0)
        {
            window.AddUnfinished(unfinished);
            tally.Unfinished(unfinished);
        }

        var measured = detector.Judge(function.State, window);
        tally.Window(measured.Verdict.Ready);
        teller.Begin();
        teller.Follow(function, measured.Verdict, clock, outputs);
        if (watched.IsToldEarly && !measured.Verdict.IsAnomaly)
        {
            teller.Retract(function, (told, _) => told == start, outputs);
        }

        _callerVerdicts.Clear();
        detector.JudgeCallers(function.State, window, _callerVerdicts);
        foreach (var callerVerdict in _callerVerdicts)
        {
            teller.Follow(function, callerVerdict, clock, outputs);
        }

        detector.Learn(function.State, window, AsAnswered(function, measured));
        teller.Calm(function, start, outputs);
        function.EarlyBound = detector.EarlyBound(function.State, function.NextWindow);
        if (isOpen)
        {
            (function.Closed ??= []).Add(start, watched);
        }

        LookAgain(detector, function, clock, outputs);
    }

    /// <summary>What the close of a quiet function's minute did to its memory, once more: nothing was told then, nor counted twice now.</summary>
    public void CloseQuietly(Detector detector, WatchedFunction function)
    {
        var start = function.NextWindow;
        function.NextWindow += WindowTime.Length;
        if (gaps.Touches(start))
        {
            function.State.Skip(WindowTime.Length);
            return;
        }

        var window = new FunctionWindow(function.Name, start);
        detector.Learn(function.State, window, detector.Judge(function.State, window));
        function.EarlyBound = detector.EarlyBound(function.State, function.NextWindow);
    }

    /// <summary>
    /// Judges a minute before its end when it has come to hold as much as only a burst does; whatever is found is told under the id that its
    /// close will go on with. Then only twice as much is worth another look, so that a burst of any size costs a handful of them.
    /// </summary>
    public void JudgeEarly(Detector detector, WatchedFunction function, WatchedWindow watched, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        if (watched.Window.Invocations >= watched.EarlyAt)
        {
            LookEarly(detector, function, watched, clock, outputs);
        }
    }

    /// <summary>A minute that holds too much has had a look, but the one before it is evidence only now.</summary>
    private void LookAgain(Detector detector, WatchedFunction function, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        if (function.Open.Count == 0 || function.EarlyBound == long.MaxValue)
        {
            return;
        }

        foreach (var (_, watched) in function.Open.Where(open => open.Value.Window.Invocations >= function.EarlyBound).OrderBy(open => open.Key).ToList())
        {
            LookEarly(detector, function, watched, clock, outputs);
        }
    }

    /// <summary>A minute of what people called real, while it goes on, is learned as anomalous even where it looks calm.</summary>
    private Measurement AsAnswered(WatchedFunction function, in Measurement measured) =>
        function.Episodes is { GoingOn.Count: > 0 } && answers.Real(function.Name, measured.Verdict.WindowStart) is { } kind && !measured.Verdict.IsAnomaly
            ? measured with { Verdict = measured.Verdict with { Kind = kind, Ready = true, Score = measured.Verdict.Threshold } }
            : measured;

    private void LookEarly(Detector detector, WatchedFunction function, WatchedWindow watched, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        var window = watched.Window;
        watched.EarlyAt = window.Invocations > long.MaxValue / 2 ? long.MaxValue : 2 * window.Invocations;
        var verdict = detector.Judge(function.State, window).Verdict;
        if (verdict.IsAnomaly)
        {
            watched.IsToldEarly = true;
            teller.Follow(function, VerdictPlace.Of(verdict, function.NextWindow), clock, outputs);
        }
    }
}
