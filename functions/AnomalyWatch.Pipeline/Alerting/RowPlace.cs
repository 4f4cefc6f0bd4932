namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Where a row stands.</summary>
internal readonly record struct RowPlace(string Table, string PartitionKey, string RowKey)
{
    /// <summary>The place as one text, for the index.</summary>
    public override string ToString() => $"{Table}/{PartitionKey}/{RowKey}";

    /// <summary>Reads <see cref="ToString"/>'s text; null where it is none.</summary>
    public static RowPlace? Parse(string? text) => text?.Split('/') is [var table, var partitionKey, var rowKey] ? new(table, partitionKey, rowKey) : null;
}
