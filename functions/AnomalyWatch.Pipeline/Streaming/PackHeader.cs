namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// The head of a pack: one event body that carries many records of one partition. Layout, version 1: the four bytes <c>AWPK</c>, the
/// version byte, then UTF-8 lines separated by LF: this header as one JSON object, then one JSON object per record.
/// </summary>
/// <param name="Source">Who sent the records in, see <see cref="Stamped{TRecord}.Source"/>.</param>
/// <param name="Producer">The writing process; with <paramref name="Sequence"/> it names the pack, so that a resend is dropped.</param>
/// <param name="Sequence">Rises by one per pack of this producer in this partition.</param>
/// <param name="Clock">The receive time of the delivery; null where every record is its own clock (record clock).</param>
/// <param name="IsTick">Whether the pack only says that time has passed.</param>
public sealed record PackHeader(string Source, string Producer, long Sequence, DateTimeOffset? Clock, bool IsTick);
