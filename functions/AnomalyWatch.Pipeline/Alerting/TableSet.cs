using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Tables that are created when first written to, and that read as empty before. Safe for concurrent use.</summary>
internal sealed class TableSet(TableServiceClient service)
{
    private const string TableNotFound = "TableNotFound";

    private readonly ConcurrentDictionary<string, TableClient> _created = new(StringComparer.Ordinal);

    /// <summary>Writes to a table, creating it where it is not there (or not there any more, since old months are dropped).</summary>
    public async Task WriteAsync(string table, Func<TableClient, Task> write, CancellationToken cancellationToken)
    {
        if (_created.TryGetValue(table, out var known))
        {
            try
            {
                await write(known);
                return;
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableNotFound)
            {
                _created.TryRemove(table, out _);
            }
        }

        var client = service.GetTableClient(table);
        await client.CreateIfNotExistsAsync(cancellationToken);
        _created[table] = client;
        await write(client);
    }

    /// <summary>A row, or null where it or its table is not there.</summary>
    public async Task<TableEntity?> FindAsync(RowPlace place, CancellationToken cancellationToken)
    {
        try
        {
            var found = await service.GetTableClient(place.Table)
                .GetEntityIfExistsAsync<TableEntity>(place.PartitionKey, place.RowKey, cancellationToken: cancellationToken);
            return found.HasValue ? found.Value : null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Takes a row away, if it is there.</summary>
    public async Task DeleteAsync(RowPlace place, CancellationToken cancellationToken)
    {
        try
        {
            await service.GetTableClient(place.Table).DeleteEntityAsync(place.PartitionKey, place.RowKey, ETag.All, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            // Not there is what was wanted.
        }
    }

    /// <summary>Rows that fit a filter, a page at a time; nothing where the table is not there.</summary>
    public async IAsyncEnumerable<IReadOnlyList<TableEntity>> PagesAsync(
        string table, string filter, int pageSize, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = service.GetTableClient(table)
            .QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellationToken)
            .AsPages()
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await pages.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableNotFound)
            {
                // Dropped since the tables were listed.
                yield break;
            }

            yield return pages.Current.Values;
        }
    }

    /// <summary>The names of the month tables with a prefix, the newest first.</summary>
    public async Task<IReadOnlyList<string>> MonthsAsync(string prefix, CancellationToken cancellationToken)
    {
        const int MonthLength = 6;
        var names = new List<string>();
        var filter = TableClient.CreateQueryFilter($"TableName ge {prefix + "000000"} and TableName le {prefix + "999999"}");
        await foreach (var table in service.QueryAsync(filter, cancellationToken: cancellationToken))
        {
            if (table.Name.Length == prefix.Length + MonthLength && table.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                names.Add(table.Name);
            }
        }

        names.Sort(StringComparer.OrdinalIgnoreCase);
        names.Reverse();
        return names;
    }
}
