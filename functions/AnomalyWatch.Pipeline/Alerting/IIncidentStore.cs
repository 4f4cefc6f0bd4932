namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// The table of incidents and anomalies. Fold 2 is the only writer of an incident; saving the same state again changes nothing. A failure
/// comes out as an exception after the store's own retries, and the caller may simply save again.
/// </summary>
public interface IIncidentStore
{
    /// <summary>Writes an incident and its anomalies, replacing what was there under the same ids.</summary>
    Task SaveAsync(Incident incident, CancellationToken cancellationToken);

    /// <summary>One incident, or null.</summary>
    Task<Incident?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Incidents that fit, the one first seen last comes first.</summary>
    Task<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken cancellationToken);
}
