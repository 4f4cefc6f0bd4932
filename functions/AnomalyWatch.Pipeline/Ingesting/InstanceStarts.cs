using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Joins the start of an instance with the first call that ran on it, where one delivery holds both: the call then was a cold start, and takes the
/// start's place. A start whose call is not there travels alone, as a beginning without an id, for which nobody waits.
/// </summary>
internal sealed class InstanceStarts(RecordTally tally)
{
    private readonly Dictionary<(string Function, string Instance), int> _places = [];

    /// <summary>A beginning that says no more than that an instance was started.</summary>
    public static Invocation StartOf(string function, DateTimeOffset time, double? initMs) => new()
    {
        Function = function,
        Kind = InvocationKind.Start,
        Start = CloudTime.Before(time, initMs),
        ColdStart = true,
        InitMs = initMs,
    };

    /// <summary>Whether a record is such a beginning.</summary>
    public static bool IsStart(in Invocation invocation) => invocation is { Kind: InvocationKind.Start, ColdStart: true, Id.IsNone: true };

    /// <summary>Takes a start.</summary>
    public void Begin(in Reading start, string instance, long position)
    {
        var place = tally.Accepted;
        tally.Take(start, position);
        if (tally.Accepted > place)
        {
            _places[(start.Invocation!.Value.Function, instance)] = place;
        }
    }

    /// <summary>Tells a call what the start of its instance told, and where that start stands in the tally; null where none is known.</summary>
    public int? Join(ref Invocation call, string instance)
    {
        if (_places.Count == 0 || !_places.Remove((call.Function, instance), out var place))
        {
            return null;
        }

        var start = tally.At(place);
        call = call with { ColdStart = true, InitMs = call.InitMs ?? start.InitMs, ErrorType = call.ErrorType ?? start.ErrorType };
        return place;
    }
}
