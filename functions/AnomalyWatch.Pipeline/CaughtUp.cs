using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// Holds back what the second fold says while it goes through a log that it knows already from an earlier life: an incident that was resolved
/// long ago would be opened and resolved once more before everybody's eyes. Only its last state then is written.
/// </summary>
internal sealed class CaughtUp(long lastKnownEvent)
{
    private readonly Dictionary<string, Incident> _held = new(StringComparer.Ordinal);
    private bool _isOver = lastKnownEvent < 0;

    /// <summary>What is to be written after an event: nothing while catching up, everything held in the end, from then on what was said.</summary>
    public IReadOnlyList<Incident> Take(long sequenceNumber, IReadOnlyList<Incident> said)
    {
        if (_isOver)
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

        _isOver = true;
        var all = _held.Values.OrderBy(incident => incident.FirstSeen).ThenBy(incident => incident.Id, StringComparer.Ordinal).ToList();
        _held.Clear();
        return all;
    }
}
