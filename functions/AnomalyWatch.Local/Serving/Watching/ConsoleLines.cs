using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Serving.Watching;

/// <summary>One line on the console for each incident that opens or is resolved.</summary>
internal sealed class ConsoleLines(Action<string> say, Uri page)
{
    private const int MaxRemembered = 10_000;

    private readonly Dictionary<string, IncidentStatus> _told = new(StringComparer.Ordinal);

    /// <summary>Says what there is to say until cancelled.</summary>
    public async Task RunAsync(IncidentSubscription subscription, CancellationToken cancellationToken)
    {
        await foreach (var change in subscription.Changes.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (LineOf(change.Incident) is { } line)
            {
                say(line);
            }
        }
    }

    private string? LineOf(Incident incident)
    {
        var isNew = !_told.TryGetValue(incident.Id, out var told);
        if (!isNew && told == incident.Status)
        {
            return null;
        }

        if (_told.Count >= MaxRemembered)
        {
            _told.Clear();
        }

        _told[incident.Id] = incident.Status;
        var state = incident.MergedInto is not null ? "joined another" : incident.Status == IncidentStatus.Open ? "opened" : "resolved";
        return $"{Humane.Moment(incident.FirstSeen)}  {state,-8}  {incident.Severity.ToString().ToLowerInvariant(),-8}  {incident.Title}  {page}#{incident.Id}";
    }
}
