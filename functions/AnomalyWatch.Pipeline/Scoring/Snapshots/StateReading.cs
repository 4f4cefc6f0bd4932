using AnomalyWatch.Detection.Callers;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.State;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Scoring.Snapshots;

/// <summary>The entries of a state while they are read: functions become objects, but for those that are idle, of which only what must be known is read.</summary>
internal sealed class StateReading(int version, ScoringHead head, Detector detector, RememberedIds ids, AnswerMemory answers, bool keepsIdle)
{
    /// <summary>What judges.</summary>
    public Detector Detector { get; } = detector;

    /// <summary>The calls that are remembered.</summary>
    public RememberedIds Ids { get; } = ids;

    /// <summary>What functions know of callers together.</summary>
    public Neighbourhood Neighbourhood { get; } = new();

    /// <summary>The functions that are in memory, in the order of their numbers.</summary>
    public List<WatchedFunction> Functions { get; } = [];

    /// <summary>Those that are not.</summary>
    public IdleFunctions Idle { get; } = new();

    /// <summary>Reads all; gives what is wrong, or null.</summary>
    public string? Read(IEnumerable<StateEntry> entries)
    {
        var numbers = new HashSet<int>();
        foreach (var entry in entries)
        {
            if (entry.Bytes is { } bytes && ReadOne(entry, bytes, numbers) is { } fault)
            {
                return fault;
            }
        }

        Functions.Sort((left, right) => left.Number.CompareTo(right.Number));
        var isWhole = Ids.Count == head.Ids && numbers.Count == head.Functions && Functions.Count + Idle.Count == head.Functions;
        return isWhole && numbers.All(number => number < head.Functions) ? null : "The state is not whole.";
    }

    private string? ReadOne(in StateEntry entry, ReadOnlyMemory<byte> bytes, HashSet<int> numbers)
    {
        if (entry.Key == AnswerMemory.Key)
        {
            var reader = new StateReader(bytes.Span);
            answers.Restore(ref reader);
            return reader.IsDone ? null : "What people answered is damaged.";
        }

        if (entry.Key.StartsWith(NeighbourhoodCodec.Prefix, StringComparison.Ordinal))
        {
            return NeighbourhoodCodec.TryRead(entry.Key, bytes.Span, Neighbourhood) ? null : "What functions know of callers together is damaged.";
        }

        if (entry.Key.StartsWith(RememberedIdsCodec.Prefix, StringComparison.Ordinal))
        {
            return RememberedIdsCodec.TryRead(entry, Ids) ? null : "A block of remembered calls is damaged.";
        }

        if (version > 1 && !keepsIdle && WatchedFunctionCodec.TryReadIdle(bytes.Span, out var number, out var deadline))
        {
            numbers.Add(number);
            AddIdle(entry, bytes, number, deadline);
            return null;
        }

        if (WatchedFunctionCodec.Read(entry.Key, bytes.Span, version, Detector, head.Promotions) is not { } function)
        {
            return "The entry of a function is damaged.";
        }

        numbers.Add(function.Number);
        Functions.Add(function);
        return null;
    }

    private void AddIdle(in StateEntry entry, ReadOnlyMemory<byte> bytes, int number, DateTimeOffset? deadline)
    {
        if (entry.Place.IsNone)
        {
            Idle.Add(new PackedFunction(entry.Key, bytes) { IsHandedOver = true }, number, deadline);
        }
        else
        {
            Idle.Add(EntryId.Of(entry.Key), entry.Place, number, deadline);
        }
    }
}
