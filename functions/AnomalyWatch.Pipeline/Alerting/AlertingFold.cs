using System.Buffers;
using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Alerting.Risks;
using AnomalyWatch.Pipeline.Alerting.Summaries;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// The second fold: findings of one cloud account in, new states of incidents out. What belongs together and what it says follow from the
/// set of anomalies and the scorers' clock alone, so the order in which findings of different scoring partitions arrive changes nothing
/// but which anomaly named an incident (and only while every cap holds). Later states of one incident replace earlier ones; of several in
/// one batch only the last need be saved. Not safe for concurrent use: a partition has one fold.
/// </summary>
public sealed class AlertingFold : IFold<Finding, Incident>, ISnapshotFold
{
    private readonly AlertingOptions _options;
    private readonly AlertingState _state;

    /// <summary>Begins with nothing known. Throws <see cref="ArgumentException"/> with everything that is wrong with the options.</summary>
    public AlertingFold(AlertingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        _options = options;
        _state = new AlertingState(options);
    }

    /// <summary>How many anomalies are held in memory.</summary>
    public int AnomalyCount => _state.AnomalyCount;

    /// <inheritdoc/>
    public void Apply(in Stamped<Finding> record, ICollection<Incident> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var before = _state.Clocks.Slowest;
        if (_state.Clocks.Advance(record.Source, record.Clock))
        {
            Pass(before, record.Clock, outputs);
        }

        if (record.IsTick)
        {
            return;
        }

        if (record.Record.Anomaly is { } anomaly)
        {
            Take(anomaly, record.Clock, outputs);
        }
        else if (record.Record.Change is { } change)
        {
            Take(change, record.Clock, outputs);
        }
    }

    /// <inheritdoc/>
    public void Lose(in LostStretch lost, ICollection<Incident> outputs) => Take(TelemetryGap.Of(lost), lost.To, outputs);

    /// <inheritdoc/>
    public int FormatVersion => AlertingSnapshot.FormatVersion;

    /// <inheritdoc/>
    public void WriteHead(IBufferWriter<byte> output) => AlertingSnapshot.WriteHead(_state, output);

    /// <inheritdoc/>
    public IReadOnlyList<StateEntry> TakeChanges(bool all) => AlertingSnapshot.TakeChanges(_state, all);

    /// <inheritdoc/>
    public bool TryRestore(int formatVersion, ReadOnlySpan<byte> head, IEnumerable<StateEntry> entries, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return AlertingSnapshot.TryRestore(_state, formatVersion, head, entries, out fault);
    }

    private void Take(Anomaly anomaly, DateTimeOffset clock, ICollection<Incident> outputs)
    {
        if (_state.Put(anomaly) is not { } keyed)
        {
            return;
        }

        Review(keyed, clock, outputs);

        // Those who mention it have something new to say.
        var relatives = IncidentKey.IsPrincipal(keyed.Key) ? [IncidentKey.OfBehaviour(anomaly.Function)] : _state.PrincipalKeys(anomaly.Function);
        foreach (var key in relatives)
        {
            if (_state.Find(key) is { Told.Count: > 0 } relative)
            {
                Review(relative, clock, outputs);
            }
        }
    }

    private void Take(Change change, DateTimeOffset clock, ICollection<Incident> outputs)
    {
        if (!_state.Changes.Add(change))
        {
            return;
        }

        if (ChangeJudge.Judge(change, _state.Operators, _state.Changes.InOrder, clock, _options) is { } risky)
        {
            Take(risky, clock, outputs);
        }

        foreach (var keyed in _state.Keys.Where(keyed => keyed.Told.Count > 0).ToList())
        {
            if (PossibleCause.MayExplain(change, keyed.Anomalies.Values, _options))
            {
                Review(keyed, clock, outputs);
            }
        }
    }

    /// <summary>Lets time pass: what has been calm for long enough is resolved, what has been resolved for long is forgotten.</summary>
    private void Pass(DateTimeOffset? before, DateTimeOffset clock, ICollection<Incident> outputs)
    {
        var now = _state.Clocks.Slowest!.Value;
        var hasFallen = now < before;
        foreach (var keyed in _state.Keys.Where(keyed => hasFallen || keyed.Due <= now).ToList())
        {
            Forget(keyed, now);
            Review(keyed, clock, outputs);
        }

        // A change must be known as long as an anomaly may still begin beside it or join late.
        var oldest = now - _options.Retention - _options.MaxSpan - _options.CauseLead;
        _state.Changes.ForgetBefore(oldest);
    }

    private void Forget(KeyedAnomalies keyed, DateTimeOffset now)
    {
        var limit = now - _options.Retention;
        foreach (var segment in Segments(keyed).Where(segment => IsForgettable(segment) && segment.LastSeen <= limit))
        {
            keyed.Told.RemoveAll(told => segment.Members.Any(member => member.Id == told.Anchor));
            keyed.Before = segment.IsTold ? new ForgottenStretch(segment.FirstSeen, segment.LastSeen) : keyed.Before;
            _state.Forget(keyed, segment.Members.Select(member => member.Id));
        }

        keyed.Told.RemoveAll(told => told.IsGone && told.Last!.LastSeen <= limit);
        _state.Forget(keyed, [.. keyed.Anomalies.Values.Where(a => a.Phase == AnomalyPhase.Withdrawn && a.WindowEnd <= limit).Select(a => a.Id)]);
    }

    /// <summary>Works out the incidents of a key anew and puts out those that say something else than before.</summary>
    private void Review(KeyedAnomalies keyed, DateTimeOffset clock, ICollection<Incident> outputs)
    {
        var segments = Segments(keyed);
        var named = IncidentNaming.Assign(keyed, segments);
        for (var i = 0; i < named.Count; i++)
        {
            var (segment, told) = named[i];
            told.Causes = PossibleCause.Of(segment.Members, _state.Changes.InOrder.Union(told.Causes), _options);
            var surroundings = new Surroundings(
                _state.Clocks.Slowest,
                told.Causes,
                Relatives.Of(keyed.Key, segment, _state, _options),
                i == named.Count - 1 ? keyed.LeftOut : 0);
            told.IsGone = false;
            Tell(told, IncidentContent.Of(told.Id, keyed.Key, segment, surroundings, _options), outputs);
        }

        foreach (var told in keyed.Told.Where(told => !told.IsGone && named.All(pair => pair.Told != told)))
        {
            TellGone(keyed, told, named, clock, outputs);
        }

        keyed.Due = Due(keyed, segments);
        _state.Settle(keyed);
    }

    private IReadOnlyList<Segment> Segments(KeyedAnomalies keyed) =>
        Chaining.Split(KeySummaries.With(keyed.Key, keyed.Anomalies.Values, _options), keyed.Before, _options);

    private void TellGone(
        KeyedAnomalies keyed, ToldIncident told, IReadOnlyList<(Segment Segment, ToldIncident Told)> named, DateTimeOffset clock, ICollection<Incident> outputs)
    {
        var successor = IncidentNaming.Successor(told, named);
        var ending = successor is not null ? StoryEnding.Merged
            : told.Last!.Anomalies.Any(a => keyed.Anomalies.TryGetValue(a.Id, out var now) && now.Phase != AnomalyPhase.Withdrawn) ? StoryEnding.TooWeak
            : StoryEnding.Withdrawn;
        told.IsGone = true;
        Tell(told, IncidentContent.Gone(told.Last!, ending, successor?.Id, clock, _options), outputs);
    }

    private static void Tell(ToldIncident told, Incident incident, ICollection<Incident> outputs)
    {
        if (told.Last is { } last && IncidentContent.Same(last, incident))
        {
            return;
        }

        told.Last = incident;
        AlertingCounters.CountIncident(incident);
        outputs.Add(incident);
    }

    private DateTimeOffset? Due(KeyedAnomalies keyed, IReadOnlyList<Segment> segments)
    {
        var now = _state.Clocks.Slowest;
        var resolutions = segments
            .Where(segment => segment.IsTold && segment.HasEnded && !(now >= segment.LastSeen + _options.Quiet))
            .Select(segment => segment.LastSeen + _options.Quiet);
        var forgettable = segments.Where(IsForgettable).Select(segment => segment.LastSeen)
            .Concat(keyed.Told.Where(told => told.IsGone).Select(told => told.Last!.LastSeen))
            .Concat(keyed.Anomalies.Values.Where(anomaly => anomaly.Phase == AnomalyPhase.Withdrawn).Select(anomaly => anomaly.WindowEnd))
            .Select(lastSeen => lastSeen + _options.Retention);
        return resolutions.Concat(forgettable).Select(time => (DateTimeOffset?)time).Min();
    }

    private static bool IsForgettable(Segment segment) => segment.HasEnded || !segment.IsTold;
}
