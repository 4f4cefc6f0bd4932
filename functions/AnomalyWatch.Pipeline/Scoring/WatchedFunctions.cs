using System.Buffers;
using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Scoring.Snapshots;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// The functions of a partition by name, numbered in the order in which they were first seen. None is ever forgotten for another: where there are too many, new
/// names share one, and where too many are awake, those that were called least lately fall asleep. What sleeps and waits for nothing leaves memory.
/// </summary>
internal sealed class WatchedFunctions(ScoringOptions options)
{
    private readonly Dictionary<string, WatchedFunction> _byName = new(StringComparer.Ordinal);
    private readonly List<WatchedFunction> _inOrder = [];
    private List<WatchedFunction> _changed = [];
    private bool _mayAnyLeave;

    /// <summary>What they know of callers together.</summary>
    public Neighbourhood Neighbourhood { get; private set; } = new();

    /// <summary>Those in memory, in the order of their numbers.</summary>
    public IReadOnlyList<WatchedFunction> InOrder => _inOrder;

    /// <summary>Those that are not.</summary>
    public IdleFunctions Idle { get; private set; } = new();

    /// <summary>How many there are, in memory or not.</summary>
    public int Count => _inOrder.Count + Idle.Count;

    /// <summary>How many are awake.</summary>
    public int Awake { get; private set; }

    /// <summary>How often a model was promoted; what was written before the last time takes it over when it is read.</summary>
    public long Promotions { get; private set; }

    /// <summary>The function of a name, brought back to memory or made where it is new; beyond the caps all further names share one.</summary>
    public WatchedFunction Find(string name, Detector detector, DateTimeOffset firstWindow)
    {
        if (_byName.TryGetValue(name, out var function))
        {
            return function;
        }

        if (Idle.Count > 0 && Idle.Take(EntryId.Of(name)) is { } packed)
        {
            return Return(packed, detector);
        }

        if ((Count >= options.MaxFunctions || Awake >= options.MaxAwake) && name != ScoringFold.OverflowFunction)
        {
            ScoringMeters.Overflow.Add(1);
            return Find(ScoringFold.OverflowFunction, detector, firstWindow);
        }

        function = new WatchedFunction(name, Count, detector.NewFunction(Neighbourhood), firstWindow);
        Add(function, _inOrder.Count);
        Awake++;
        ScoringMeters.Functions.Add(1);
        return function;
    }

    /// <summary>Brings those back to memory that must be looked at by a time, or with null all that ever must.</summary>
    public void ReturnDue(DateTimeOffset? clock, Detector detector)
    {
        foreach (var id in Idle.DueAt(clock))
        {
            Return(Idle.Take(id)!, detector);
        }
    }

    /// <summary>Adds where a function lies, if only a snapshot has it.</summary>
    public void Want(string name, ICollection<EntryPlace> wanted)
    {
        if (Idle.Outside > 0 && !_byName.ContainsKey(name))
        {
            Idle.Want(EntryId.Of(name), wanted);
        }
    }

    /// <summary>Takes over the functions of a snapshot, which are numbered from 0, in the order of their numbers; before that there were none.</summary>
    public void Restore(IEnumerable<WatchedFunction> functions, IdleFunctions idle, long promotions, Neighbourhood neighbourhood)
    {
        Neighbourhood = neighbourhood;
        Idle = idle;
        foreach (var function in functions)
        {
            Add(function, _inOrder.Count);
            Awake += function.IsAsleep ? 0 : 1;
        }

        Promotions = promotions;
        _mayAnyLeave = true;
    }

    /// <summary>Has a newly promoted model judge all functions.</summary>
    public void Promote(Detector detector)
    {
        Promotions++;
        foreach (var function in _inOrder)
        {
            detector.TakeOver(function.State);
            Change(function);
        }
    }

    /// <summary>Notes that all functions have changed in more than their quiet minutes; those that sleep have none.</summary>
    public void ChangeAll() => _inOrder.ForEach(Change);

    /// <summary>Notes that a function has changed.</summary>
    public void Change(WatchedFunction function)
    {
        if (!function.IsChanged)
        {
            function.IsChanged = true;
            _changed.Add(function);
        }
    }

    /// <summary>Has a function fall asleep.</summary>
    public void Sleep(WatchedFunction function, DateTimeOffset? deadline)
    {
        Awake -= function.IsAsleep ? 0 : 1;
        (function.IsAsleep, function.Deadline) = (true, deadline);
        _mayAnyLeave = true;
        Change(function);
    }

    /// <summary>Wakes a function.</summary>
    public void Wake(WatchedFunction function)
    {
        Awake += function.IsAsleep ? 1 : 0;
        (function.IsAsleep, function.Deadline) = (false, null);
    }

    /// <summary>
    /// Those that have to fall asleep because as many are awake as may be, so that an eighth becomes free: of those that wait for nothing strangers, those called
    /// least lately first, and others only where they alone are too many.
    /// </summary>
    public IEnumerable<WatchedFunction> Crowded()
    {
        if (Awake < options.MaxAwake)
        {
            return [];
        }

        var room = options.MaxAwake - Math.Max(1, options.MaxAwake / 8);
        var inOrder = _inOrder.Where(function => !function.IsAsleep).OrderBy(function => function.LastActive).ThenBy(function => function.Number);
        var established = inOrder.Where(function => function.IsEstablished).ToList();
        var strangers = inOrder.Where(function => !function.IsEstablished);

        // Strangers of whom a minute is still open leave the next time: nobody who was there before goes for them.
        return
        [
            .. strangers.Where(function => function.IsQuiet).Take(Awake - room),
            .. established.Where(function => function.IsQuiet).Take(Math.Max(0, established.Count - room)),
        ];
    }

    /// <summary>Lets those leave memory that sleep and wait for nothing, as they are after tick <paramref name="tick"/>.</summary>
    public void Leave(DateTimeOffset tick)
    {
        if (!_mayAnyLeave)
        {
            return;
        }

        _mayAnyLeave = false;
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        _inOrder.RemoveAll(function =>
        {
            _mayAnyLeave |= function.IsAsleep;
            if (!function.CanLeave(tick))
            {
                return false;
            }

            buffer.ResetWrittenCount();
            WatchedFunctionCodec.Write(function, tick, Promotions, buffer);
            Idle.Add(new PackedFunction(function.Name, buffer.WrittenSpan.ToArray()), function.Number, function.Deadline);
            _byName.Remove(function.Name);
            function.IsChanged = false;
            return true;
        });

        // Whoever left is held by nothing any more, also where no snapshot is ever taken.
        _changed.RemoveAll(function => !function.IsChanged);
    }

    /// <summary>The functions in memory that have changed since the last call, or all of these.</summary>
    public IEnumerable<WatchedFunction> TakeChanges(bool all)
    {
        var changed = _changed;
        _changed = [];
        foreach (var function in all ? _inOrder : changed)
        {
            function.IsChanged = false;
            function.SavedWindow = function.NextWindow;
            yield return function;
        }
    }

    private WatchedFunction Return(PackedFunction packed, Detector detector)
    {
        var function = WatchedFunctionCodec.Read(packed.Name, packed.Bytes.Span, WatchedFunctionCodec.Version, detector, Promotions)
            ?? throw new InvalidOperationException("An idle function cannot be read any more.");
        var place = _inOrder.BinarySearch(function, ByNumber);
        Add(function, ~place);
        _mayAnyLeave = true;
        if (!packed.IsHandedOver)
        {
            Change(function); // no snapshot has it as it is
        }

        return function;
    }

    private static readonly Comparer<WatchedFunction> ByNumber = Comparer<WatchedFunction>.Create((left, right) => left.Number.CompareTo(right.Number));

    private void Add(WatchedFunction function, int place)
    {
        function.State.Neighbourhood = Neighbourhood;
        _byName.Add(function.Name, function);
        _inOrder.Insert(place, function);
    }
}
