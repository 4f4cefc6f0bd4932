using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// What a door holds against the records of a delivery that were read: their age, where its clock is the wall clock, and the scope of who
/// sent them. A record that does not pass is refused by itself.
/// </summary>
/// <param name="Now">The door's time; null where the records' own time is the clock, and any age is right.</param>
/// <param name="Scope">What the sender may send.</param>
public sealed record RecordScreen(DateTimeOffset? Now, AccessScope Scope)
{
    /// <summary>The oldest record that is taken in: what the hub keeps, and the longest any cloud retries.</summary>
    public static readonly TimeSpan DefaultOldest = TimeSpan.FromDays(7);

    /// <summary>How far ahead of the door's clock a record may be: more is a broken clock, and one such record would move the log's time.</summary>
    public static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(5);

    /// <summary>The oldest record that is taken in.</summary>
    public TimeSpan Oldest { get; init; } = DefaultOldest;

    /// <summary>
    /// The result without the records that do not pass, which are among the rejections instead; of those that do not for their age alone the bytes are
    /// kept. <see cref="IngestStatus.OutOfScope"/> where all are out of scope.
    /// </summary>
    public IngestResult Apply(IngestResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        RecordList? passed = null;
        var rejections = new List<RecordRejection>(result.Rejections);
        var screened = new List<RefusedRecord>();
        var (outside, bytes) = (0, 0L);
        for (var i = 0; i < result.Records.Count; i++)
        {
            ref readonly var record = ref result.Records[i];
            if (Fault(record) is not { } fault)
            {
                passed?.Add(record);
                continue;
            }

            passed ??= FirstOf(result.Records, i);
            if (rejections.Count < IngestResult.MaxRejectionsListed)
            {
                rejections.Add(new RecordRejection(result.IndexOf(i), fault));
            }

            if (!Scope.AllowsFunction(record.Function))
            {
                outside++;
            }
            else if (bytes <= IngestLimits.DecodedBytes)
            {
                var canonical = new ArrayBufferWriter<byte>();
                CanonicalJson.Write(record, canonical);
                screened.Add(new RefusedRecord(canonical.WrittenMemory, Position: 0, fault));
                bytes += canonical.WrittenCount;
            }
        }

        if (bytes > IngestLimits.DecodedBytes)
        {
            // Canonical records may be longer than what they were read from. Better told to the sender than lost.
            return IngestResult.Failed(IngestStatus.TooLarge, "Too much of the delivery is too old or ahead of the clock: send less at once.");
        }

        return passed is null
            ? result
            : result with
            {
                Status = outside == result.Records.Count ? IngestStatus.OutOfScope : result.Status,
                Records = passed,
                Rejections = [.. rejections.OrderBy(rejection => rejection.Index)],
                RejectedCount = result.RejectedCount + result.Records.Count - passed.Count,
                Places = null,
                Screened = screened,
            };
    }

    private static RecordList FirstOf(RecordList records, int count)
    {
        var first = new RecordList();
        for (var i = 0; i < count; i++)
        {
            first.Add(records[i]);
        }

        return first;
    }

    /// <summary>Why a record does not pass, or null.</summary>
    public string? Fault(in TelemetryRecord record)
    {
        if (!Scope.AllowsFunction(record.Function))
        {
            return "function: outside what this credential may send";
        }

        if (Now is not { } now)
        {
            return null;
        }

        var age = now - record.EventTime;
        return age > Oldest ? $"time: more than {Oldest.TotalDays:0} days old"
            : age < -FurthestAhead ? $"time: more than {FurthestAhead.TotalMinutes:0} minutes ahead of the door's clock"
            : null;
    }
}
