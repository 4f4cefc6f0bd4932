namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// The head of a pack: one event body that carries many records of one partition. Layout, version 2:
/// <list type="number">
/// <item>the four bytes <c>AWPK</c> and the version byte 2;</item>
/// <item>CRC-32C of everything that follows, four bytes, lowest first;</item>
/// <item>this header as one JSON object in UTF-8, ended by LF, so that it can be read without unpacking anything;</item>
/// <item>the frame in varints: number of records (0 ends the body here), runs of the clock (see <see cref="ClockRuns"/>), the compression
/// (0 none, 1 Brotli), the length of the dense part unpacked and as stored;</item>
/// <item>the dense part, then up to the end the loose part, see <see cref="PackSections"/>; what they hold is the codec's affair.</item>
/// </list>
/// Version 1 was <c>AWPK</c>, the byte 1, then lines separated by LF: the header, then one JSON object per record.
/// </summary>
/// <param name="Source">Who sent the records in, see <see cref="Stamped{TRecord}.Source"/>; at most 128 characters.</param>
/// <param name="Producer">The writing process; with <paramref name="Sequence"/> it names the pack, so that a resend is dropped; at most 128 characters.</param>
/// <param name="Sequence">Rises from pack to pack of this producer in this partition.</param>
/// <param name="Clock">The receive time of the first delivery in it, or the time of a tick; null where every record is its own clock.</param>
/// <param name="Mode">Whether the clock is a machine's, to be held against the hub's enqueued time, or recorded time, to be believed.</param>
/// <param name="Mark">Whether the pack carries records or only says that time has passed.</param>
public sealed record PackHeader(
    string Source,
    string Producer,
    long Sequence,
    DateTimeOffset? Clock,
    ClockMode Mode,
    PackMark Mark = PackMark.Records);
