using System.Runtime.InteropServices;
using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Signals;

/// <summary>What one function did in one minute. Grows by <see cref="Add"/> until the minute is closed; the order of additions changes nothing but which callers the cap leaves out.</summary>
public sealed class FunctionWindow(string function, DateTimeOffset start)
{
    /// <summary>How many different callers a window remembers; further ones are only counted.</summary>
    public const int MaxCallers = 64;

    private static readonly Dictionary<string, Caller> Nobody = [];

    // More than any old state has callers; says that visits follow.
    private const int SecondFormat = 1000;

    // Most windows have no known caller. Made with the first.
    private Dictionary<string, Caller>? _callers;
    private List<CallerVisit>? _visits;

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

    /// <summary>Invocations that had to start an instance, and instances that were started for one that is not named.</summary>
    public long ColdStarts { get; private set; }

    /// <summary>Durations.</summary>
    public DurationHistogram Durations { get; } = new();

    /// <summary>Callers by identity, see <see cref="IdentityOf"/>.</summary>
    public IReadOnlyDictionary<string, Caller> Callers => Known;

    /// <summary>The same, to be walked through without an allocation.</summary>
    internal Dictionary<string, Caller> Known => _callers ?? Nobody;

    /// <summary>In which ways the function was called, each once, in the order in which they came; those beyond <see cref="MaxCallers"/> are left out.</summary>
    public ReadOnlySpan<CallerVisit> Visits => CollectionsMarshal.AsSpan(_visits);

    /// <summary>Records of callers beyond <see cref="MaxCallers"/>.</summary>
    public long CallersLeftOut { get; private set; }

    /// <summary>How many callers there were; each record beyond the cap counts as one.</summary>
    public long DistinctCallers => Known.Count + CallersLeftOut;

    /// <summary>The caller who was refused, when all refusals so far were one caller's; else null.</summary>
    public string? DeniedCaller => _deniedMixed || _deniedUnknown > 0 ? null : _deniedCaller;

    private string? _deniedCaller;
    private bool _deniedMixed;
    private long _deniedUnknown;

    /// <summary>Invocations of which only the beginning was ever seen, given up in this minute. No signal weighs them yet.</summary>
    public long Unfinished { get; private set; }

    /// <summary>What a caller is known by: the principal, else the network, else the address; null when unknown.</summary>
    public static string? IdentityOf(in Caller caller) => caller.Principal ?? caller.Network ?? caller.Ip;

    /// <summary>Which of the facts that a window counts an invocation tells; the start of an instance has told all it can.</summary>
    public static InvocationFacts FactsOf(in Invocation invocation) => invocation.Kind == InvocationKind.InstanceStart
        ? InvocationFacts.All
        : (invocation.Outcome != Outcome.Unknown ? InvocationFacts.Outcome : 0)
        | (invocation.DurationMs is not null ? InvocationFacts.Duration : 0)
        | (invocation.ColdStart is not null ? InvocationFacts.ColdStart : 0)
        | (IdentityOf(invocation.Caller) is not null ? InvocationFacts.Caller : 0);

    /// <summary>Takes in a completed invocation of this minute, or the start of an instance, which is a cold start and no more.</summary>
    public void Add(in Invocation invocation)
    {
        var count = invocation.Count;
        if (invocation.Kind == InvocationKind.InstanceStart)
        {
            ColdStarts += count;
            return;
        }

        Invocations += count;
        AddFacts(invocation, InvocationFacts.All);
        AddVisit(invocation.Caller, invocation.Trigger, count, invocation.Outcome == Outcome.Denied ? count : 0);
        if (invocation.Outcome == Outcome.Denied)
        {
            Deny(IdentityOf(invocation.Caller), count);
        }
    }

    /// <summary>
    /// Takes in what a second sighting knows of an invocation that is in this minute already. Facts that were known before stay as they are.
    /// </summary>
    /// <param name="second">The second sighting, with the count of the first.</param>
    /// <param name="known">What was known before.</param>
    /// <param name="outcome">How it ended, as far as was known before.</param>
    public void Fill(in Invocation second, InvocationFacts known, Outcome outcome)
    {
        var absent = InvocationFacts.All & ~known;
        AddFacts(second, absent);
        if (absent.HasFlag(InvocationFacts.Caller) && !second.Caller.IsUnknown)
        {
            AddVisit(second.Caller, second.Trigger, second.Count, 0);
        }

        var identity = IdentityOf(second.Caller);
        if (outcome == Outcome.Unknown && second.Outcome == Outcome.Denied)
        {
            // Who was refused is told by this sighting, or by the first and is forgotten since.
            Deny(identity, second.Count);
        }
        else if (outcome == Outcome.Denied && absent.HasFlag(InvocationFacts.Caller) && identity is not null)
        {
            _deniedUnknown -= second.Count;
            Denied -= second.Count;
            Deny(identity, second.Count);
        }
    }

    /// <summary>Counts beginnings that were given up.</summary>
    public void AddUnfinished(long count) => Unfinished += count;

    private void AddFacts(in Invocation invocation, InvocationFacts facts)
    {
        var count = invocation.Count;
        Errors += facts.HasFlag(InvocationFacts.Outcome) && invocation.Outcome is Outcome.Error or Outcome.Timeout ? count : 0;
        ColdStarts += facts.HasFlag(InvocationFacts.ColdStart) && invocation.ColdStart == true ? count : 0;
        if (facts.HasFlag(InvocationFacts.Duration) && invocation.DurationMs is { } duration)
        {
            Durations.Add(duration, count);
        }

        if (facts.HasFlag(InvocationFacts.Caller) && IdentityOf(invocation.Caller) is { } identity)
        {
            AddCaller(identity, invocation.Caller);
        }
    }

    private void Deny(string? identity, long count)
    {
        Denied += count;
        if (identity is null)
        {
            _deniedUnknown += count;
            return;
        }

        _deniedMixed |= _deniedCaller is not null && _deniedCaller != identity;
        _deniedCaller = identity;
    }

    private void AddVisit(in Caller caller, Trigger trigger, long calls, long denied)
    {
        _visits ??= [];
        foreach (ref var visit in CollectionsMarshal.AsSpan(_visits))
        {
            if (visit.IsSame(caller, trigger))
            {
                visit.Calls += calls;
                visit.Denied += denied;
                return;
            }
        }

        if (_visits.Count < MaxCallers)
        {
            _visits.Add(new CallerVisit(caller, trigger) { Calls = calls, Denied = denied });
        }
    }

    private void AddCaller(string identity, in Caller caller)
    {
        _callers ??= new Dictionary<string, Caller>(StringComparer.Ordinal);
        if (_callers.Count < MaxCallers)
        {
            _callers.TryAdd(identity, caller);
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
        writer.TextOrNone(_deniedCaller);
        writer.Flag(_deniedMixed);
        writer.Count(_deniedUnknown);
        writer.Count(Unfinished);
        writer.Count(CallersLeftOut);
        writer.Count(SecondFormat);
        writer.Count(Visits.Length);
        foreach (ref readonly var visit in Visits)
        {
            visit.Write(writer);
        }

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
        window._deniedCaller = reader.TextOrNone(Caller.MaxTextBytes);
        window._deniedMixed = reader.Flag();
        window._deniedUnknown = reader.Count(window.Denied);
        window.Unfinished = reader.Count(StateReader.MaxCount);
        window.CallersLeftOut = reader.Count(StateReader.MaxCount);
        var callers = (int)reader.Count(SecondFormat);
        if (callers > MaxCallers)
        {
            window.ReadVisits(ref reader, callers == SecondFormat);
            callers = reader.Items(MaxCallers, Caller.LeastBytes);
        }

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

    private void ReadVisits(ref StateReader reader, bool isKnownFormat)
    {
        if (!isKnownFormat)
        {
            reader.Fail();
        }

        var visits = reader.Items(MaxCallers, CallerVisit.LeastBytes);
        _visits = visits == 0 ? null : new List<CallerVisit>(visits);
        for (; visits > 0 && !reader.Failed; visits--)
        {
            _visits!.Add(CallerVisit.Read(ref reader));
        }
    }
}
