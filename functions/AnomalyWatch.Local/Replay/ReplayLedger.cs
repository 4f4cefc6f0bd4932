using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Local.Replay;

/// <summary>Counts what became of the records of a replay.</summary>
internal sealed class ReplayLedger
{
    /// <summary>How many different reasons are listed; further ones are counted under <see cref="Other"/>.</summary>
    public const int MaxReasons = 100;

    /// <summary>The reason of rejections of which none was listed.</summary>
    public const string Other = "(other)";

    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private long _rejections;

    /// <summary>Records read.</summary>
    public long Records => Accepted + NotInvocations + _rejections;

    /// <summary>Records taken in.</summary>
    public long Accepted { get; private set; }

    /// <summary>Sound records that describe no invocation and no change.</summary>
    public long NotInvocations { get; private set; }

    /// <summary>Records refused, by reason.</summary>
    public IReadOnlyDictionary<string, long> Rejected => _rejected;

    /// <summary>Counts what was read from a delivery.</summary>
    public void Count(IngestResult result)
    {
        Accepted += result.Records.Count;
        NotInvocations += result.NotInvocations;
        foreach (var rejection in result.Rejections)
        {
            Reject(rejection.Reason, 1);
        }

        if (result.RejectedCount > result.Rejections.Count)
        {
            Reject(Other, result.RejectedCount - result.Rejections.Count);
        }
        else if (result.Status != IngestStatus.Read && result.RejectedCount == 0)
        {
            Reject(result.Error ?? Other, 1);
        }
    }

    private void Reject(string reason, int count)
    {
        _rejections += count;
        reason = WithoutPosition(reason);
        if (_rejected.Count >= MaxReasons && !_rejected.ContainsKey(reason))
        {
            reason = Other;
        }

        _rejected[reason] = _rejected.GetValueOrDefault(reason) + count;
    }

    /// <summary>Reasons end with their position in brackets, which would make every one of them another.</summary>
    private static string WithoutPosition(string reason)
    {
        var bracket = reason.LastIndexOf(" (", StringComparison.Ordinal);
        return bracket > 0 && reason.EndsWith(')') && reason.AsSpan(bracket).ContainsAnyInRange('0', '9') ? reason[..bracket] : reason;
    }
}
