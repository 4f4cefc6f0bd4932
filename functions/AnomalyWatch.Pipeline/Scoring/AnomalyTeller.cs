using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Says what follows from the verdicts of one function's minute: anomalies begin, go on, end or are taken back.</summary>
internal sealed class AnomalyTeller(ScoringOptions options, Maintenances maintenances, AnswerMemory answers, ScoringTally tally)
{
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    /// <summary>Begins with a minute of a function.</summary>
    public void Begin() => _touched.Clear();

    /// <summary>Takes in a verdict; tells what it begins or changes, unless the function is in maintenance.</summary>
    public void Follow(WatchedFunction function, in Verdict verdict, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        if (!verdict.IsAnomaly)
        {
            return;
        }

        if (answers.Excuses(verdict))
        {
            // As good as calm: what went on before the answer comes to its end.
            ScoringMeters.Excused.Add(1);
            return;
        }

        var family = EpisodeList.FamilyOf(verdict);
        _touched.Add(family);
        if (maintenances.Covers(function.Name, verdict.WindowStart))
        {
            tally.Muted();
            return;
        }

        function.Episodes ??= new EpisodeList();
        if (function.Episodes.Follow(family, verdict, clock) is { } told)
        {
            if (told.Phase == AnomalyPhase.Began)
            {
                ScoringMeters.Anomalies.Add(1, new KeyValuePair<string, object?>("kind", told.Kind.ToString()));
            }

            outputs.Add(told);
        }
    }

    /// <summary>Lets the minute pass as calm for the anomalies that no verdict has spoken of.</summary>
    public void Calm(WatchedFunction function, DateTimeOffset window, ICollection<Anomaly> outputs)
    {
        foreach (var ended in function.Episodes?.Calm(window, _touched, options.CalmWindowsToEnd) ?? [])
        {
            outputs.Add(ended);
        }
    }

    /// <summary>Takes minutes from the anomalies that rest on them, and tells those that rest on nothing any more.</summary>
    public void Retract(WatchedFunction function, Func<DateTimeOffset, AnomalyKind, bool> isMeant, ICollection<Anomaly> outputs)
    {
        foreach (var withdrawn in function.Episodes?.Retract((window, kind) => !kind.StaysSeen() && isMeant(window, kind)) ?? [])
        {
            tally.Withdrawn();
            outputs.Add(withdrawn);
        }
    }
}
