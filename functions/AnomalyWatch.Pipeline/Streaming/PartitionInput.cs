namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>How a runner reads the records of its hub.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
/// <param name="Codec">Reads a record.</param>
/// <param name="EventTimeOf">A record's own time, for packs that keep the record clock.</param>
public sealed record PartitionInput<TRecord>(IRecordCodec<TRecord> Codec, Func<TRecord, DateTimeOffset> EventTimeOf);
