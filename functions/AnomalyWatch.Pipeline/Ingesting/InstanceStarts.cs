using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Joins the start of an instance with the first call that ran on it, where one delivery holds both: the call then was a cold start, and takes the
/// start's place. A start whose call is not there travels alone as <see cref="InvocationKind.InstanceStart"/>, unless the call tells it itself.
/// </summary>
internal sealed class InstanceStarts(RecordTally tally)
{
    private readonly Dictionary<(string Function, string Instance), (Invocation Start, int? Place)> _waiting = [];

    /// <summary>A record that says no more than that an instance was started.</summary>
    public static Invocation StartOf(string function, DateTimeOffset time, double? initMs) => new()
    {
        Function = function,
        Kind = InvocationKind.InstanceStart,
        Start = CloudTime.Before(time, initMs),
        ColdStart = true,
        InitMs = initMs,
    };

    /// <summary>Takes a sound start.</summary>
    /// <param name="start">What it told.</param>
    /// <param name="instance">What it and its call have in common.</param>
    /// <param name="isToldByCall">Whether the call will tell it too, in whatever delivery it comes: then it counts there, and alone is no record.</param>
    /// <param name="position">Where it lies.</param>
    public void Begin(in Invocation start, string instance, bool isToldByCall, long position)
    {
        var key = (start.Function, instance);
        if (isToldByCall)
        {
            _waiting.TryAdd(key, (start, null));
            tally.Take(Reading.NotAnInvocation, position);
        }
        else
        {
            _waiting[key] = (start, tally.Accepted);
            tally.Take(Reading.Of(start), position);
        }
    }

    /// <summary>Tells a call what the start of its instance told, and where that start stands in the tally; null where it does not.</summary>
    public int? Join(ref Invocation call, string instance)
    {
        if (_waiting.Count == 0 || !_waiting.Remove((call.Function, instance), out var known))
        {
            return null;
        }

        var start = known.Start;
        call = call with { ColdStart = true, InitMs = call.InitMs ?? start.InitMs, ErrorType = call.ErrorType ?? start.ErrorType };
        return known.Place;
    }
}
