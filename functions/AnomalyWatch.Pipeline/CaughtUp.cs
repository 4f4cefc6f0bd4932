using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// Holds back what the second fold says while it goes through a log that it knows already from an earlier life: an incident that was resolved
/// long ago would be opened and resolved once more before everybody's eyes. Only its last state then is written.
/// </summary>
/// <param name="lastKnownEvent">The last event that was there when this life began.</param>
/// <param name="next">The event that is due.</param>
internal sealed class CaughtUp(long lastKnownEvent, long next)
{
    private readonly Dictionary<string, Incident> _held = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is held back any more.</summary>
    public bool IsOver { get; private set; } = lastKnownEvent < next;

    /// <summary>What is to be written after an event: nothing while catching up, everything held in the end, from then on what was said.</summary>
    public IReadOnlyList<Incident> Take(long sequenceNumber, IReadOnlyList<Incident> said)
    {
        if (IsOver)
        {
            return said;
        }

        foreach (var incident in said)
        {
            _held[incident.Id] = incident;
        }

        if (sequenceNumber < lastKnownEvent)
        {
            return [];
        }

        IsOver = true;
        var all = _held.Values.OrderBy(incident => incident.FirstSeen).ThenBy(incident => incident.Id, StringComparer.Ordinal).ToList();
        _held.Clear();
        return all;
    }
}
