using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// What comes after its minute was closed. Within the horizon the minute is judged again at the next tick, with all that is known of it, but not
/// learned again. Judging again uses the function's memory as it is <em>now</em>, which has learned the minutes since, so the minute without the
/// late records is judged by it too: only what they change is told or taken back. Of what comes later still only callers and refusals are judged.
/// </summary>
internal sealed class LateRecords(AnomalyTeller teller, ScoringTally tally)
{
    private readonly List<Verdict> _callerVerdicts = [];

    /// <summary>Takes in an invocation of a closed minute.</summary>
    public void Take(Detector detector, WatchedFunction function, in Invocation invocation, DateTimeOffset start, DateTimeOffset clock)
    {
        var watched = function.CanJudgeAgain(start, clock) ? Find(function, start) : null;
        tally.Late(isTooLate: watched is null);
        if (watched is null)
        {
            (function.Stale ??= new StaleSignal()).Add();
            Keep(function, invocation, start);
            return;
        }

        Open(detector, function, watched);
        watched.Window.Add(invocation);
    }

    /// <summary>Prepares a closed minute for taking in something late.</summary>
    public static void Open(Detector detector, WatchedFunction function, WatchedWindow watched)
    {
        if (!watched.IsLate)
        {
            watched.IsLate = true;
            watched.WasAnomalous = detector.Judge(function.State, watched.Window).Verdict.IsAnomaly;
            function.HasLate = true;
        }
    }

    /// <summary>Keeps what came too late for its minute until the next tick, as far as its caller or its refusal is to be judged.</summary>
    public static void Keep(WatchedFunction function, in Invocation invocation, DateTimeOffset start)
    {
        if (invocation.Outcome != Outcome.Denied && FunctionWindow.IdentityOf(invocation.Caller) is null)
        {
            return;
        }

        var overdue = function.Overdue ??= [];
        if (!overdue.TryGetValue(start, out var late) && overdue.Count < WatchedFunction.MaxClosedWindows)
        {
            late = new FunctionWindow(function.Name, start);
            overdue.Add(start, late);
        }

        late?.Add(invocation);
        function.HasLate = true;
    }

    /// <summary>Judges what came late since the last tick.</summary>
    public void Judge(Detector detector, WatchedFunction function, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        function.HasLate = false;
        teller.Begin();
        foreach (var watched in function.Closed?.Values.Where(watched => watched.IsLate) ?? [])
        {
            watched.IsLate = false;
            JudgeAgain(detector, function, watched, clock, outputs);
        }

        foreach (var late in function.Overdue?.Values ?? [])
        {
            teller.Follow(function, VerdictPlace.Of(detector.JudgeDenied(function.State, late), function.NextWindow), clock, outputs);
            JudgeCallers(detector, function, late, clock, outputs);
        }

        function.Overdue = null;
    }

    /// <summary>Judges how much came from long ago, once a minute.</summary>
    public void JudgeStale(Detector detector, WatchedFunction function, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        if (detector.JudgeStale(function.State, function.Name, function.Stale!, WindowTime.Floor(clock)) is { } verdict)
        {
            teller.Follow(function, verdict, clock, outputs);
        }

        function.Stale = function.Stale!.IsNegligible ? null : function.Stale;
    }

    private void JudgeAgain(Detector detector, WatchedFunction function, WatchedWindow watched, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        var window = watched.Window;
        var verdict = detector.Judge(function.State, window).Verdict;
        if (!verdict.IsAnomaly)
        {
            // That a minute with calls was silent is disproved whatever the memory says by now.
            teller.Retract(
                function, (told, kind) => told == window.Start && (watched.WasAnomalous || (kind == AnomalyKind.Silence && window.Invocations > 0)), outputs);
        }
        else if (!watched.WasAnomalous || function.Episodes?.Holds(window.Start) == true)
        {
            teller.Follow(function, VerdictPlace.Of(verdict, function.NextWindow), clock, outputs);
        }

        if (window.Invocations > 0)
        {
            function.State.Resume(window.Start);
            teller.Retract(
                function,
                (told, kind) => kind == AnomalyKind.Silence && told > window.Start && !detector.IsSilence(function.State, told - window.Start),
                outputs);
        }

        JudgeCallers(detector, function, window, clock, outputs);
    }

    private void JudgeCallers(Detector detector, WatchedFunction function, FunctionWindow window, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        _callerVerdicts.Clear();
        detector.JudgeLateCallers(function.State, window, _callerVerdicts);
        foreach (var verdict in _callerVerdicts)
        {
            teller.Follow(function, verdict, clock, outputs);
        }
    }

    /// <summary>The closed minute; one that closed without records is made now. Null where there is no room.</summary>
    private static WatchedWindow? Find(WatchedFunction function, DateTimeOffset start)
    {
        var closed = function.Closed ??= [];
        if (!closed.TryGetValue(start, out var watched) && closed.Count < WatchedFunction.MaxClosedWindows)
        {
            watched = new WatchedWindow(new FunctionWindow(function.Name, start));
            closed.Add(start, watched);
        }

        return watched;
    }
}
