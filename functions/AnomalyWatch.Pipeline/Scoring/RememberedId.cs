using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>What is remembered of a call that was counted, so that a second sighting can tell what the first left out.</summary>
/// <param name="Function">The function's number within the partition.</param>
/// <param name="Id">The call's id, see <see cref="KeyOf"/>.</param>
/// <param name="Minute">The minute it was counted in, in minutes of Unix time.</param>
/// <param name="Count">How many calls it stands for.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Outcome">How it ended, as far as that is known.</param>
internal readonly record struct RememberedId(int Function, UInt128 Id, int Minute, int Count, InvocationFacts Facts, Outcome Outcome)
{
    public static RememberedId Of(int function, in Invocation invocation, DateTimeOffset window) => new(
        function, KeyOf(invocation), (int)(window.ToUnixTimeSeconds() / 60), (int)Math.Min(invocation.Count, int.MaxValue), FunctionWindow.FactsOf(invocation), invocation.Outcome);

    /// <summary>What a record is told by when it comes again. The start of an instance has an id of its own record, which may by chance be that of a call.</summary>
    public static UInt128 KeyOf(in Invocation invocation) => invocation.Kind == InvocationKind.InstanceStart ? ~invocation.Id.Value : invocation.Id.Value;

    /// <summary>With what a second sighting knows besides.</summary>
    public RememberedId With(in Invocation second) => this with
    {
        Facts = Facts | FunctionWindow.FactsOf(second),
        Outcome = Outcome == Outcome.Unknown ? second.Outcome : Outcome,
    };

    /// <summary>Begin of the minute it was counted in.</summary>
    public DateTimeOffset Window => DateTimeOffset.FromUnixTimeSeconds(60L * Minute);
}
