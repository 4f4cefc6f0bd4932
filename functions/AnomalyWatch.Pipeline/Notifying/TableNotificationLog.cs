using Azure;
using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>
/// The log in the table <c>notifications</c>: a partition per channel, a row per incident, replaced under its ETag. The service finds
/// rows by state by reading the channel's partition, a thousand rows a request. A row that cannot be read counts as absent (and as <c>unreadable_rows</c>) and is written anew.
/// </summary>
public sealed class TableNotificationLog : INotificationLog
{
    /// <summary>The table.</summary>
    public const string TableName = "notifications";

    private const string TableNotFound = "TableNotFound";

    private readonly TableClient _table;

    /// <summary>Uses an account; the table is created when first written to.</summary>
    public TableNotificationLog(TableServiceClient service)
    {
        ArgumentNullException.ThrowIfNull(service);
        _table = service.GetTableClient(TableName);
    }

    /// <inheritdoc/>
    public async Task<NotificationRecord?> FindAsync(string incidentId, string channel, CancellationToken cancellationToken)
    {
        var (partitionKey, rowKey) = NotificationRow.Keys(incidentId, channel);
        try
        {
            var found = await _table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellationToken);
            return found.HasValue ? NotificationRow.TryRead(found.Value!) : null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<NotificationRecord?> TryReplaceAsync(NotificationRecord? expected, NotificationRecord replacement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        var entity = NotificationRow.Write(replacement);
        try
        {
            var response = expected?.Version is { } version
                ? await _table.UpdateEntityAsync(entity, new ETag(version), TableUpdateMode.Replace, cancellationToken)
                : await AddAsync(entity, cancellationToken);
            return response.Headers.ETag is { } tag ? replacement with { Version = tag.ToString() } : await FindAsync(replacement.IncidentId, replacement.Channel, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return expected is null ? await ReplaceUnreadableAsync(entity, replacement, cancellationToken) : null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NotificationRecord>> ListAsync(string channel, DeliveryState state, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var records = new List<NotificationRecord>();
        try
        {
            var filter = NotificationRow.Filter(channel, state);
            await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                if (NotificationRow.TryRead(entity) is { } record)
                {
                    records.Add(record);
                }

                if (records.Count == limit)
                {
                    break;
                }
            }
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableNotFound)
        {
            // Nothing was written yet.
        }

        return records;
    }

    private async Task<Response> AddAsync(TableEntity entity, CancellationToken cancellationToken)
    {
        try
        {
            return await _table.AddEntityAsync(entity, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == TableNotFound)
        {
            await _table.CreateIfNotExistsAsync(cancellationToken);
            return await _table.AddEntityAsync(entity, cancellationToken);
        }
    }

    /// <summary>A row that is there and cannot be read would otherwise keep its incident silent for ever.</summary>
    private async Task<NotificationRecord?> ReplaceUnreadableAsync(TableEntity entity, NotificationRecord replacement, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(entity.PartitionKey, entity.RowKey, cancellationToken: cancellationToken);
        if (!found.HasValue || NotificationRow.TryRead(found.Value!) is not null)
        {
            return null;
        }

        try
        {
            var response = await _table.UpdateEntityAsync(entity, found.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
            return replacement with { Version = response.Headers.ETag?.ToString() };
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return null;
        }
    }
}
