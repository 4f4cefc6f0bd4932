using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Scoring;

/// <content>What lies outside memory: which of it a record or tick will need, and what is brought of it before. Nothing here says anything or changes a function.</content>
public sealed partial class ScoringFold
{
    /// <inheritdoc/>
    public bool HasOutside => _functions.Idle.Outside > 0;

    /// <inheritdoc/>
    public IReadOnlyList<EntryPlace> Outside => _functions.Idle.Carried();

    /// <inheritdoc/>
    public void Foresee(in Stamped<TelemetryRecord> record, ICollection<EntryPlace> wanted)
    {
        if (record.IsTick)
        {
            WantDue(record.Mode == ClockMode.Wall && _gaps.MayEnd(record.Clock) ? null : record.Clock, wanted);
        }
        else if (record.Record.IsInvocation)
        {
            _functions.Want(record.Record.Invocation.Function, wanted);
        }
        else if (record.Record.Control is { Action: ControlAction.ConfigurationChanged or ControlAction.TelemetryLost })
        {
            WantDue(null, wanted);
        }
    }

    /// <inheritdoc/>
    public void ForeseeLoss(ICollection<EntryPlace> wanted) => WantDue(null, wanted);

    /// <inheritdoc/>
    public void Place(IReadOnlyList<PlacedEntry> placed) => _functions.Idle.Place(placed);

    /// <inheritdoc/>
    public void Bring(in StateEntry entry) => _functions.Idle.Bring(entry.Key, entry.Bytes!.Value);

    private void WantDue(DateTimeOffset? clock, ICollection<EntryPlace> wanted)
    {
        foreach (var id in _functions.Idle.DueAt(clock))
        {
            _functions.Idle.Want(id, wanted);
        }
    }
}
