namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Takes one record of a pack.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
/// <param name="index">Its place in the pack.</param>
/// <param name="isSound">Whether it could be read and keeps the rules; where not, <paramref name="record"/> is meaningless.</param>
/// <param name="record">The record.</param>
public delegate void RecordTaker<TRecord>(int index, bool isSound, in TRecord record);
