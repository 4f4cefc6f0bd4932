using Azure;
using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>
/// The outbox in the table <c>notificationoutbox</c>: one partition, a row for each incident that has changed in the last few minutes, so that
/// listing it costs a request, however many incidents there are. Incidents change some times a second at most, far below what a partition takes.
/// </summary>
public sealed class TableNotificationOutbox : INotificationOutbox
{
    /// <summary>The table.</summary>
    public const string TableName = "notificationoutbox";

    private const string PartitionKey = "changed";
    private const string PutAtColumn = "PutAt";
    private const string TableNotFound = "TableNotFound";

    private readonly TableClient _table;
    private readonly TimeProvider _time;

    /// <summary>Uses an account; the table is created when first written to.</summary>
    public TableNotificationOutbox(TableServiceClient service, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(time);
        (_table, _time) = (service.GetTableClient(TableName), time);
    }

    /// <inheritdoc/>
    public async Task PutAsync(string incidentId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(incidentId);
        var entity = new TableEntity(PartitionKey, incidentId) { [PutAtColumn] = _time.GetUtcNow() };
        try
        {
            await _table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableNotFound)
        {
            await _table.CreateIfNotExistsAsync(cancellationToken);
            await _table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OutboxMark>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var marks = new List<OutboxMark>();
        try
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey}");
            await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                // Without a time of ours the service's own serves: a mark must never be passed over.
                marks.Add(new OutboxMark(entity.RowKey, PutAt(entity) ?? entity.Timestamp ?? _time.GetUtcNow(), entity.ETag.ToString()));
                if (marks.Count == limit)
                {
                    break;
                }
            }
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableNotFound)
        {
            // Nothing was written yet.
        }

        return marks;
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(OutboxMark mark, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mark);
        try
        {
            await _table.DeleteEntityAsync(PartitionKey, mark.IncidentId, new ETag(mark.Version), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // Gone already, or marked anew.
        }
    }

    private static DateTimeOffset? PutAt(TableEntity entity) => entity.TryGetValue(PutAtColumn, out var value) ? value as DateTimeOffset? : null;
}
