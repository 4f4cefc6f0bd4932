using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>What the beginning of an invocation tells that its end may not.</summary>
/// <param name="Start">When it began.</param>
/// <param name="Trigger">What set it off.</param>
/// <param name="ColdStart">Whether an instance had to be started for it.</param>
/// <param name="Caller">Who called.</param>
internal readonly record struct PendingStart(DateTimeOffset Start, Trigger Trigger, bool? ColdStart, Caller Caller)
{
    public static PendingStart Of(in Invocation start) => new(start.Start, start.Trigger, start.ColdStart, start.Caller);

    /// <summary>The invocation with what its end leaves out. An end without a duration is a moment: it began when the beginning says, and ended then.</summary>
    public Invocation Join(in Invocation end)
    {
        var isMoment = end.DurationMs is null && end.Count == 1 && Start <= end.Start;
        return end with
        {
            Start = isMoment ? Start : end.Start,
            DurationMs = isMoment ? (end.Start - Start).TotalMilliseconds : end.DurationMs,
            Trigger = end.Trigger == Trigger.Unknown ? Trigger : end.Trigger,
            ColdStart = end.ColdStart ?? ColdStart,
            Caller = end.Caller.IsUnknown ? Caller : end.Caller,
        };
    }
}
