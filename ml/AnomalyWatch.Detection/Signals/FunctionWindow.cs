using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Detection.Signals;

/// <summary>What one function did in one minute. Grows by <see cref="Add"/> until the minute is closed; the order of additions changes nothing but which callers the cap leaves out.</summary>
public sealed class FunctionWindow(string function, DateTimeOffset start)
{
    /// <summary>How many different callers a window remembers; further ones are only counted.</summary>
    public const int MaxCallers = 64;

    private static readonly Dictionary<string, Caller> Nobody = [];

    // Most windows have no known caller. Made with the first.
    private Dictionary<string, Caller>? _callers;

    /// <summary>The function's full name.</summary>
    public string Function { get; } = function;

    /// <summary>Begin of the minute, UTC.</summary>
    public DateTimeOffset Start { get; } = start;

    /// <summary>End of the minute, UTC, exclusive.</summary>
    public DateTimeOffset End => Start.AddMinutes(1);

    /// <summary>Invocations.</summary>
    public long Invocations { get; private set; }

    /// <summary>Failed and timed-out invocations.</summary>
    public long Errors { get; private set; }

    /// <summary>Refused callers.</summary>
    public long Denied { get; private set; }

    /// <summary>Invocations that had to start an instance.</summary>
    public long ColdStarts { get; private set; }

    /// <summary>Durations.</summary>
    public DurationHistogram Durations { get; } = new();

    /// <summary>Callers by identity, see <see cref="IdentityOf"/>.</summary>
    public IReadOnlyDictionary<string, Caller> Callers => Known;

    /// <summary>The same, to be walked through without an allocation.</summary>
    internal Dictionary<string, Caller> Known => _callers ?? Nobody;

    /// <summary>Records of callers beyond <see cref="MaxCallers"/>.</summary>
    public long CallersLeftOut { get; private set; }

    /// <summary>How many callers there were; each record beyond the cap counts as one.</summary>
    public long DistinctCallers => Known.Count + CallersLeftOut;

    /// <summary>The caller that was refused most lately, when all refusals so far were one caller's; else null.</summary>
    public string? DeniedCaller { get; private set; }

    private bool _deniedCallerMixed;

    /// <summary>What a caller is known by: the principal, else the network, else the address; null when unknown.</summary>
    public static string? IdentityOf(in Caller caller) => caller.Principal ?? caller.Network ?? caller.Ip;

    /// <summary>Takes in a completed invocation of this minute.</summary>
    public void Add(in Invocation invocation)
    {
        var count = invocation.Count;
        Invocations += count;
        Errors += invocation.Outcome is Outcome.Error or Outcome.Timeout ? count : 0;
        ColdStarts += invocation.ColdStart == true ? count : 0;
        if (invocation.DurationMs is { } duration)
        {
            Durations.Add(duration, count);
        }

        var identity = IdentityOf(invocation.Caller);
        if (invocation.Outcome == Outcome.Denied)
        {
            _deniedCallerMixed |= Denied > 0 && DeniedCaller != identity;
            DeniedCaller = _deniedCallerMixed ? null : identity;
            Denied += count;
        }

        if (identity is null)
        {
            return;
        }

        _callers ??= new Dictionary<string, Caller>(StringComparer.Ordinal);
        if (_callers.Count < MaxCallers)
        {
            _callers.TryAdd(identity, invocation.Caller);
        }
        else if (!_callers.ContainsKey(identity))
        {
            CallersLeftOut++;
        }
    }
}
