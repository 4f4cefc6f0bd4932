using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;

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

    /// <summary>Writes what the minute holds so far; not the function's name, which its place says.</summary>
    public void Write(StateWriter writer)
    {
        writer.Time(Start);
        writer.Count(Invocations);
        writer.Count(Errors);
        writer.Count(Denied);
        writer.Count(ColdStarts);
        Durations.Write(writer);
        writer.TextOrNone(DeniedCaller);
        writer.Flag(_deniedCallerMixed);
        writer.Count(CallersLeftOut);
        writer.Count(Known.Count);
        foreach (var (_, caller) in Known.OrderBy(known => known.Key, StringComparer.Ordinal))
        {
            caller.Write(writer);
        }
    }

    /// <summary>Reads the minute of a function; where the bytes are damaged, the reader has failed and the minute is of no use.</summary>
    public static FunctionWindow Read(ref StateReader reader, string function)
    {
        var window = new FunctionWindow(function, reader.Time())
        {
            Invocations = reader.Count(StateReader.MaxCount),
            Errors = reader.Count(StateReader.MaxCount),
            Denied = reader.Count(StateReader.MaxCount),
            ColdStarts = reader.Count(StateReader.MaxCount),
        };
        // An invocation near either end of all times is refused, and its minute is counted on from in both directions.
        if (window.Start.Year is < InvocationLimits.FirstYear - 1 or > InvocationLimits.LastYear + 1)
        {
            reader.Fail();
        }

        window.Durations.Restore(ref reader);
        window.DeniedCaller = reader.TextOrNone(Caller.MaxTextBytes);
        window._deniedCallerMixed = reader.Flag();
        window.CallersLeftOut = reader.Count(StateReader.MaxCount);
        var callers = reader.Items(MaxCallers, Caller.LeastBytes);
        window._callers = callers == 0 ? null : new Dictionary<string, Caller>(callers, StringComparer.Ordinal);
        for (var i = 0; i < callers; i++)
        {
            var caller = Caller.Read(ref reader);
            if (IdentityOf(caller) is not { } identity || !window._callers!.TryAdd(identity, caller))
            {
                reader.Fail();
                break;
            }
        }

        return window;
    }
}
