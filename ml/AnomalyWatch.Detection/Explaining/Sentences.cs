using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>What a kind and a reason are called in plain language.</summary>
internal static class Sentences
{
    /// <summary>The kind as it stands behind "checkout: ".</summary>
    public static string Headline(AnomalyKind kind) => kind switch
    {
        AnomalyKind.Burst => "far more calls than expected",
        AnomalyKind.Silence => "far fewer calls than expected",
        AnomalyKind.Errors => "failing far more often than expected",
        AnomalyKind.Denied => "callers refused far more often than expected",
        AnomalyKind.Latency => "response time far from expected",
        AnomalyKind.ColdStarts => "far more cold starts than expected",
        AnomalyKind.NewCaller => "called by someone never seen here before",
        AnomalyKind.TelemetryGap => "telemetry was lost before it could be judged",
        _ => "an unusual mixture of signals",
    };

    /// <summary>The kind in two words, for a list of functions.</summary>
    public static string Short(AnomalyKind kind) => kind switch
    {
        AnomalyKind.Burst => "too many calls",
        AnomalyKind.Silence => "too few calls",
        AnomalyKind.Errors => "errors",
        AnomalyKind.Denied => "refused callers",
        AnomalyKind.Latency => "response time",
        AnomalyKind.ColdStarts => "cold starts",
        AnomalyKind.NewCaller => "new caller",
        AnomalyKind.TelemetryGap => "lost telemetry",
        _ => "unusual mixture",
    };

    /// <summary>What was seen and what was expected, as one sentence about a function.</summary>
    public static string Seen(string function, Reason reason)
    {
        var name = PlainText.Name(FunctionName.Familiar(function));
        var seen = Humane.Count(reason.Observed);
        var times = IsOne(reason.Observed) ? "time" : "times";
        return reason.Signal switch
        {
            Signal.Invocations when reason.Observed == 0 => $"{name} was not called at all; {Expected(reason, Humane.Count, " calls a minute")}",
            Signal.Invocations => $"{name} was called {seen} {times} a minute; {Expected(reason, Humane.Count)}",
            Signal.Errors => $"{name} failed {seen} {times} a minute; {Expected(reason, Humane.Count)}",
            Signal.Denied => $"{name} refused {seen} {(IsOne(reason.Observed) ? "call" : "calls")} a minute (401, 403 or access denied); {Expected(reason, Humane.Count)}",
            Signal.DurationP95 => $"The slowest 5 % of calls of {name} took {Humane.Milliseconds(reason.Observed)} or longer; {Expected(reason, Humane.Milliseconds)}",
            Signal.ColdStarts => $"{name} had to start {seen} new {(IsOne(reason.Observed) ? "instance" : "instances")} a minute; {Expected(reason, Humane.Count)}",
            Signal.NewCaller => NewCaller(name, seen, reason),
            Signal.LostEvents => $"{seen} {(IsOne(reason.Observed) ? "event" : "events")} of {name} were no longer in the hub when they were to be read; what happened in that time is not known.",
            _ => $"The signals of {name} together form a pattern unlike any in its history, though no single one need stand out.",
        };
    }

    /// <summary>What to look at next.</summary>
    public static string LookNext(AnomalyKind kind) => kind switch
    {
        AnomalyKind.Burst => "Look next: who calls it (one caller or many), whether a retry loop or a trigger feeds itself, and the bill; a concurrency limit stops the cost.",
        AnomalyKind.Silence => "Look next: whether the function is enabled, its trigger, schedule and queue, what was deployed last, and whether its telemetry still arrives.",
        AnomalyKind.Errors => "Look next: the most frequent error type, what was deployed last, and the services that it depends on.",
        AnomalyKind.Denied => "Look next: which caller and which address are refused, whether a key or a role has just changed, and whether other functions see the same caller.",
        AnomalyKind.Latency => "Look next: the services that it waits for, memory and processor limits, and what was deployed last.",
        AnomalyKind.ColdStarts => "Look next: scaling limits, crashes that end instances, and what was deployed last.",
        AnomalyKind.NewCaller => "Look next: whether anyone knows this caller, where it calls from, and which permissions it has; if nobody does, revoke its credentials.",
        AnomalyKind.TelemetryGap => "Look next: how long the scorer stood still and why, and the hub's retention; the functions are judged again as soon as telemetry has come for a while.",
        _ => "Look next: the signals one by one on the function's own page, and what was deployed last.",
    };

    private static string NewCaller(string name, string seen, Reason reason) => reason.Detail is { Length: > 0 } detail
        ? $"{name} was called by {PlainText.Name(detail)}, never seen there before."
        : $"{name} was called by {seen} {(IsOne(reason.Observed) ? "caller" : "callers")} never seen there before.";

    private static string Expected(Reason reason, Func<double, string> format, string unit = "")
    {
        var low = format(reason.ExpectedLow);
        var high = format(reason.ExpectedHigh);
        return (reason.ExpectedLow, reason.ExpectedHigh) switch
        {
            ( <= 0, <= 0) => "none was expected.",
            _ when low == high => $"about {high}{unit} {Were(reason.ExpectedHigh)} expected.",
            ( <= 0, _) => $"at most {high}{unit} {Were(reason.ExpectedHigh)} expected.",
            _ => $"{low} to {high}{unit} were expected.",
        };
    }

    private static string Were(double value) => IsOne(value) ? "was" : "were";

    private static bool IsOne(double value) => Humane.Count(value) == "1";
}
