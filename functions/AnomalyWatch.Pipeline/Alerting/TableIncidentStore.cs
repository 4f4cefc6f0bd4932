using AnomalyWatch.Pipeline.Scoring;
using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// Incidents in Azure Table Storage: <c>incidents202607</c> by the month first seen, <c>anomalies202607</c> by the month of the window, and
/// <c>incidentindex</c>, which leads from an id to the row. Every write replaces what stands under a key made from the content, so
/// a save that failed half-way is repaired by saving again; a row that cannot be read counts as absent and as <c>unreadable_rows</c>. Retries are the client's. One writer per incident (the fold); any number of readers.
/// </summary>
public sealed class TableIncidentStore : IIncidentStore
{
    /// <summary>The table that leads from an incident's id to its row.</summary>
    public const string IndexTableName = "incidentindex";

    private const string IndexRowKey = "incident";
    private const string CurrentColumn = "Current";
    private const string FormerColumn = "Former";
    private const int PageSize = 200;

    // The service takes 100 entities and 4 MiB at once; an anomaly's row is at most 64 KiB and usually 1.
    private const int BatchSize = 50;

    // What a listing may cost: a page is one request and at most 1,000 rows.
    private const int MaxMonthsListed = 25;
    private const int MaxPagesListed = 100;

    private readonly TableSet _tables;

    /// <summary>Uses an account; tables are created when first needed.</summary>
    public TableIncidentStore(TableServiceClient service)
    {
        ArgumentNullException.ThrowIfNull(service);
        _tables = new TableSet(service);
    }

    /// <inheritdoc/>
    public async Task SaveAsync(Incident incident, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var place = RowKeys.Of(incident);
        var (current, former) = await FindPlacesAsync(incident.Id, cancellationToken);
        var known = current is null ? null : await ReadAsync(current.Value, former, cancellationToken);
        await SaveAnomaliesAsync(incident, known, cancellationToken);

        // The index names every row that may stand before one is written, so that none is lost sight of if we end in between.
        var stale = current is null || current == place ? former : current;
        if (current != place)
        {
            if (former is not null && former != place)
            {
                await _tables.DeleteAsync(former.Value, cancellationToken);
            }

            await SavePlacesAsync(incident.Id, place, current, cancellationToken);
        }

        var row = IncidentRow.Write(place, incident);
        await _tables.WriteAsync(place.Table, table => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
        if (stale is not null && stale != place)
        {
            await _tables.DeleteAsync(stale.Value, cancellationToken);
            await SavePlacesAsync(incident.Id, place, null, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<Incident?> FindAsync(string id, CancellationToken cancellationToken)
    {
        // Anything else is no id of ours, and may hold what a key must not.
        if (id is not { Length: 32 } || !id.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        var (current, former) = await FindPlacesAsync(id, cancellationToken);
        return current is null ? null : await ReadAsync(current.Value, former, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Looks at no more than 25 months and 100 pages of 200 rows; what lies beyond is not found.</remarks>
    public async Task<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check();
        var found = new List<Incident>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pages = 0;
        var months = await _tables.MonthsAsync(RowKeys.Incidents, cancellationToken);
        foreach (var month in months.Take(MaxMonthsListed))
        {
            await foreach (var page in _tables.PagesAsync(month, IncidentRow.Filter(query), PageSize, cancellationToken))
            {
                foreach (var incident in page.Select(IncidentRow.TryRead).OfType<Incident>().Where(query.Wants))
                {
                    // One that is being moved may stand in two places for a moment.
                    if (seen.Add(incident.Id))
                    {
                        found.Add(incident);
                    }

                    if (found.Count == query.Limit)
                    {
                        return found;
                    }
                }

                if (++pages == MaxPagesListed)
                {
                    AlertingCounters.CountOverflow("listed_pages");
                    return found;
                }
            }
        }

        return found;
    }

    /// <summary>Writes the anomalies that say something new, and takes away those that have left the incident for nowhere.</summary>
    private async Task SaveAnomaliesAsync(Incident incident, Incident? known, CancellationToken cancellationToken)
    {
        var before = (known?.Anomalies ?? []).ToDictionary(anomaly => anomaly.Id, StringComparer.Ordinal);
        var changed = incident.Anomalies.Where(anomaly => !before.TryGetValue(anomaly.Id, out var old) || !AnomalyContent.Same(old, anomaly));
        foreach (var partition in changed.GroupBy(anomaly => (RowKeys.Of(anomaly).Table, RowKeys.Of(anomaly).PartitionKey)))
        {
            foreach (var batch in partition.Chunk(BatchSize))
            {
                var actions = batch
                    .Select(anomaly => new TableTransactionAction(TableTransactionActionType.UpsertReplace, AnomalyRow.Write(RowKeys.Of(anomaly), anomaly, incident.Id)))
                    .ToList();
                await _tables.WriteAsync(partition.Key.Table, table => table.SubmitTransactionAsync(actions, cancellationToken), cancellationToken);
            }
        }

        var kept = incident.Anomalies.Select(anomaly => anomaly.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in before.Values.Where(anomaly => !kept.Contains(anomaly.Id)))
        {
            // A merge hands anomalies to another incident, whose rows they are then.
            var place = RowKeys.Of(gone);
            if (await _tables.FindAsync(place, cancellationToken) is { } row && row.GetString(AnomalyRow.IncidentId) == incident.Id)
            {
                await _tables.DeleteAsync(place, cancellationToken);
            }
        }
    }

    private async Task<(RowPlace? Current, RowPlace? Former)> FindPlacesAsync(string id, CancellationToken cancellationToken)
    {
        var entry = await _tables.FindAsync(new RowPlace(IndexTableName, id, IndexRowKey), cancellationToken);
        return (RowPlace.Parse(entry?.GetString(CurrentColumn)), RowPlace.Parse(entry?.GetString(FormerColumn)));
    }

    private Task SavePlacesAsync(string id, RowPlace current, RowPlace? former, CancellationToken cancellationToken)
    {
        var entry = new TableEntity(id, IndexRowKey) { [CurrentColumn] = current.ToString(), [FormerColumn] = former?.ToString() };
        return _tables.WriteAsync(IndexTableName, table => table.UpsertEntityAsync(entry, TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    private async Task<Incident?> ReadAsync(RowPlace current, RowPlace? former, CancellationToken cancellationToken)
    {
        var row = await _tables.FindAsync(current, cancellationToken)
            ?? (former is null ? null : await _tables.FindAsync(former.Value, cancellationToken));
        return row is null ? null : IncidentRow.TryRead(row);
    }
}
