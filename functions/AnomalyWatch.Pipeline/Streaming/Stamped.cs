namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>A record at its place in the log.</summary>
/// <typeparam name="TRecord">What the record is.</typeparam>
/// <param name="Clock">The log's clock: the receive time stamped by the door, made monotone per partition.</param>
/// <param name="Source">Who wrote the pack: an ingest source (<c>azure-monitor</c>), or <c>scoring/3</c> for partition 3 of the first fold.</param>
/// <param name="IsTick">Whether this only says that time has passed; <paramref name="Record"/> is then meaningless.</param>
/// <param name="Record">The record.</param>
/// <param name="IsClosing">For a tick: whether the input has ended, so that nothing earlier than the clock is waited for any longer.</param>
/// <param name="Mode">Whether the clock is a machine's or that of the records.</param>
public readonly record struct Stamped<TRecord>(DateTimeOffset Clock, string Source, bool IsTick, TRecord Record, bool IsClosing = false, ClockMode Mode = ClockMode.Record);
