namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// The head of a pack: one event body that carries many records of one partition. Layout, version 1: the four bytes <c>AWPK</c>, the
/// version byte, then UTF-8 lines separated by LF: this header as one JSON object, then one JSON object per record.
/// </summary>
/// <param name="Source">Who sent the records in, see <see cref="Stamped{TRecord}.Source"/>; at most 128 characters.</param>
/// <param name="Producer">The writing process; with <paramref name="Sequence"/> it names the pack, so that a resend is dropped; at most 128 characters.</param>
/// <param name="Sequence">Rises from pack to pack of this producer in this partition.</param>
/// <param name="Clock">The receive time of the delivery, or the time of a tick; null where every record is its own clock.</param>
/// <param name="Mode">Whether the clock is a machine's, to be held against the hub's enqueued time, or recorded time, to be believed.</param>
/// <param name="Mark">Whether the pack carries records or only says that time has passed.</param>
public sealed record PackHeader(
    string Source,
    string Producer,
    long Sequence,
    DateTimeOffset? Clock,
    ClockMode Mode,
    PackMark Mark = PackMark.Records);
