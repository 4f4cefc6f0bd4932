namespace AnomalyWatch.Pipeline.Scoring;

/// <content>
/// Functions that sleep. Their empty minutes are neither judged nor learned, so nothing changes in them until they are called, but for one thing: the minute in which
/// the silence of a slow beat, a weekly timer's for example, becomes news is judged. That minute is worked out when they fall asleep, so they can be out of memory until then.
/// </content>
public sealed partial class ScoringFold
{
    /// <summary>How much later a minute is looked at that lies in a maintenance.</summary>
    private static readonly TimeSpan MaintenanceWait = TimeSpan.FromHours(1);

    private bool IsQuietForLong(WatchedFunction function) =>
        function.Open.Count == 0 && function.NextWindow - function.LastActive > _options.SleepAfter;

    /// <summary>A function that slept does not have its quiet days judged minute by minute when it wakes.</summary>
    private void Wake(WatchedFunction function, DateTimeOffset start)
    {
        if (function.Open.Count == 0 && start > function.NextWindow && (function.IsAsleep || start - function.LastActive > _options.SleepAfter))
        {
            function.NextWindow = start;
        }

        _functions.Wake(function);
    }

    private void FallAsleep(WatchedFunction function)
    {
        // What would be told in its last minute has been.
        var wasTold = _detector.SilenceAt(function.State, function.NextWindow - WindowTime.Length) < function.NextWindow;
        _functions.Sleep(function, wasTold ? null : _detector.SilenceAt(function.State, function.NextWindow));
    }

    /// <summary>Judges the minute in which the silence of a sleeping function is news, when it is over.</summary>
    private void LookAtSleeper(WatchedFunction function, DateTimeOffset clock, TimeSpan lateness, ICollection<Anomaly> outputs)
    {
        while (function.Deadline is { } deadline && deadline + WindowTime.Length + lateness <= clock)
        {
            if (_maintenances.Covers(function.Name, deadline))
            {
                function.Deadline = deadline + MaintenanceWait;
                _functions.Change(function);
                continue;
            }

            function.NextWindow = deadline;
            _windows.Close(_detector, function, clock, outputs);
            FallAsleep(function);
        }
    }

    /// <summary>Works out anew when the silence of sleeping functions is news, because it is judged by something else from now on.</summary>
    private void LookForward(DateTimeOffset clock, Action<WatchedFunction>? change = null)
    {
        _functions.ReturnDue(clock: null, _detector);
        var now = WindowTime.Floor(clock);
        foreach (var function in _functions.InOrder.Where(function => function.Deadline is not null))
        {
            change?.Invoke(function);
            _functions.Sleep(function, _detector.SilenceAt(function.State, function.NextWindow > now ? function.NextWindow : now));
        }
    }

    /// <summary>A stretch in which nobody watched is no part of a sleeping function's pause.</summary>
    private void PutOff(DateTimeOffset from, DateTimeOffset to) =>
        LookForward(to, function => function.State.Skip(WatchGaps.Overlap(function.NextWindow, from, to)));

    /// <summary>Sends to sleep who has to make room, and lets those leave memory that wait for nothing.</summary>
    private void Rest(DateTimeOffset clock)
    {
        foreach (var function in _functions.Crowded())
        {
            FallAsleep(function);
        }

        if (!KeepsIdle)
        {
            _functions.Leave(clock);
        }
    }
}
