using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// What people answered, and what follows from it here. <c>expected</c> raises the bar for that kind of anomaly of that function around that time of
/// day, <c>noise</c> half as much at any other time too; both fade by half every week and are forgotten after four, and the bar is never more than
/// three times as high. Neither touches callers, refusals or changes: nobody can teach the fold to overlook those. <c>real</c> keeps the minutes of an anomaly
/// that goes on from being learned as usual.
/// </summary>
internal sealed class AnswerMemory
{
    /// <summary>The key of its entry in a snapshot; no function's name begins so.</summary>
    public const string Key = "!answers";

    /// <summary>How many answered anomalies are remembered; the oldest goes.</summary>
    public const int Max = 1000;

    private const double Peak = 1;
    private const double Elsewhere = 0.5;
    private const double HighestBar = 3;

    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(28);
    private static readonly TimeSpan Around = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestReal = TimeSpan.FromDays(1);

    private readonly List<Answer> _answers = [];

    /// <summary>Whether it has changed since a snapshot was last taken.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Whether there is anything in it.</summary>
    public bool IsEmpty => _answers.Count == 0;

    /// <summary>Takes in an answer; false for one that is none. A later answer about the same anomaly replaces the earlier.</summary>
    public bool TryAdd(Control feedback, DateTimeOffset clock)
    {
        if (!CamelCase.TryParse<FeedbackAnswer>(feedback.Answer!, out var said))
        {
            return false;
        }

        _answers.RemoveAll(answer => answer.Given + Kept <= clock);
        foreach (var anomaly in feedback.Anomalies.Where(anomaly => anomaly.Kind.IsBehaviour()))
        {
            _answers.RemoveAll(answer => answer.Anomaly.Function == anomaly.Function && answer.Anomaly.Kind == anomaly.Kind && answer.Anomaly.From == anomaly.From);
            _answers.Add(new Answer(anomaly, said, clock));
            IsChanged = true;
        }

        if (_answers.Count > Max)
        {
            ScoringMeters.AnswersForgotten.Add(_answers.Count - Max);
            _answers.RemoveRange(0, _answers.Count - Max);
        }

        return true;
    }

    /// <summary>Whether an anomalous window stays under the bar that people's answers have raised.</summary>
    public bool Excuses(in Verdict verdict)
    {
        if (_answers.Count == 0 || !verdict.Kind.IsBehaviour())
        {
            return false;
        }

        var raised = 0.0;
        foreach (var answer in _answers)
        {
            raised += answer.Said != FeedbackAnswer.Real && answer.Anomaly.Kind == verdict.Kind && answer.Anomaly.Function == verdict.Function
                ? Raise(answer, verdict.WindowStart)
                : 0;
        }

        return raised > 0 && verdict.Score < verdict.Threshold * Math.Min(HighestBar, 1 + raised);
    }

    /// <summary>The kind of real trouble that a minute of a function with an anomaly that goes on belongs to; null where nobody said so.</summary>
    public AnomalyKind? Real(string function, DateTimeOffset window)
    {
        foreach (var answer in _answers)
        {
            if (answer.Said == FeedbackAnswer.Real && answer.Anomaly.Function == function && window >= answer.Anomaly.From && window < answer.Given + LongestReal)
            {
                return answer.Anomaly.Kind;
            }
        }

        return null;
    }

    public void Write(StateWriter writer)
    {
        writer.Count(_answers.Count);
        foreach (var (anomaly, said, given) in _answers)
        {
            writer.Text(anomaly.Function);
            writer.Byte((byte)anomaly.Kind);
            writer.Time(anomaly.From);
            writer.Time(anomaly.To);
            writer.Byte((byte)said);
            writer.Time(given);
        }
    }

    /// <summary>Takes over what was written; of no use where the reader has failed.</summary>
    public void Restore(ref StateReader reader)
    {
        _answers.Clear();
        for (var left = reader.Items(Max, itemBytes: 6); left > 0 && !reader.Failed; left--)
        {
            var anomaly = new AnsweredAnomaly(reader.Text(3 * InvocationLimits.Function), (AnomalyKind)reader.Byte(), reader.Time(), reader.Time());
            _answers.Add(new Answer(anomaly, (FeedbackAnswer)reader.Byte(), reader.Time()));
        }

        IsChanged = false;
    }

    private static double Raise(in Answer answer, DateTimeOffset window)
    {
        var age = window - answer.Given;
        if (age >= Kept)
        {
            return 0;
        }

        var fresh = Math.Pow(0.5, Math.Max(0, age / HalfLife));
        return fresh * (IsAround(answer.Anomaly, window) ? Peak : answer.Said == FeedbackAnswer.Noise ? Elsewhere : 0);
    }

    /// <summary>Whether a time of day lies in that of an anomaly, or within an hour of it.</summary>
    private static bool IsAround(AnsweredAnomaly anomaly, DateTimeOffset window)
    {
        var from = anomaly.From - Around;
        var length = anomaly.To + Around - from;
        var behind = (window - from).Ticks % TimeSpan.TicksPerDay;
        behind += behind < 0 ? TimeSpan.TicksPerDay : 0;
        return length.Ticks >= TimeSpan.TicksPerDay || behind < length.Ticks;
    }

    private readonly record struct Answer(AnsweredAnomaly Anomaly, FeedbackAnswer Said, DateTimeOffset Given);
}
