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

    /// <summary>The result without the records that do not pass, which are among the rejections instead.</summary>
    public IngestResult Apply(IngestResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<TelemetryRecord>? passed = null;
        var rejections = new List<RecordRejection>(result.Rejections);
        for (var i = 0; i < result.Records.Count; i++)
        {
            if (Fault(result.Records[i]) is { } fault)
            {
                passed ??= [.. result.Records.Take(i)];
                if (rejections.Count < IngestResult.MaxRejectionsListed)
                {
                    rejections.Add(new RecordRejection(result.IndexOf(i), fault));
                }
            }
            else
            {
                passed?.Add(result.Records[i]);
            }
        }

        return passed is null
            ? result
            : result with
            {
                Records = passed,
                Rejections = [.. rejections.OrderBy(rejection => rejection.Index)],
                RejectedCount = result.RejectedCount + result.Records.Count - passed.Count,
                Places = null,
            };
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
