using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>What a kind of story is called in plain language.</summary>
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
        AnomalyKind.RiskyChange => "changed in a way that bears on security",
        AnomalyKind.FanOut => "one caller is new or refused at many functions",
        AnomalyKind.Fleet => "many functions off at once",
        AnomalyKind.UnusualCaller => "called in a way never seen here before",
        AnomalyKind.Campaign => "many callers with one new trait",
        AnomalyKind.StaleTelemetry => "telemetry from long ago",
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
        AnomalyKind.RiskyChange => "risky change",
        AnomalyKind.FanOut => "one caller at many functions",
        AnomalyKind.Fleet => "many functions",
        AnomalyKind.UnusualCaller => "unusual call",
        AnomalyKind.Campaign => "many like callers",
        AnomalyKind.StaleTelemetry => "old telemetry",
        _ => "unusual mixture",
    };

    /// <summary>What to look at next.</summary>
    public static string LookNext(Sighting first) => first.Kind switch
    {
        AnomalyKind.Burst => "Look next: who calls it (one caller or many), whether a retry loop or a trigger feeds itself, and the bill; a concurrency limit stops the cost.",
        AnomalyKind.Silence => "Look next: whether the function is enabled, its trigger, schedule and queue, what was deployed last, and whether its telemetry still arrives.",
        AnomalyKind.Errors => "Look next: the most frequent error type, what was deployed last, and the services that it depends on.",
        AnomalyKind.Denied => "Look next: which caller and which address are refused, whether a key or a role has just changed, and whether other functions see the same caller.",
        AnomalyKind.Latency => "Look next: the services that it waits for, memory and processor limits, and what was deployed last.",
        AnomalyKind.ColdStarts => "Look next: scaling limits, crashes that end instances, and what was deployed last.",
        AnomalyKind.NewCaller => "Look next: whether anyone knows this caller, where it calls from, and which permissions it has; if nobody does, revoke its credentials.",
        AnomalyKind.TelemetryGap => "Look next: how long the scorer stood still and why, and the hub's retention; the functions are judged again as soon as telemetry has come for a while.",
        AnomalyKind.RiskyChange when first.RiskyChange is { } risky => ChangeSentences.LookNext(risky.Risk),
        AnomalyKind.FanOut => "Look next: whether anyone knows this caller; one that tries function after function is looking for a way in: revoke its credentials, then see what it was let in to.",
        AnomalyKind.UnusualCaller => "Look next: ask whoever is behind this caller whether it was them; if it was not, the credential or the way in is in other hands: revoke it, then see what was done with it.",
        AnomalyKind.StaleTelemetry => "Look next: whether a sender catches up after an outage or has a wrong clock; if neither, who can write to this source: records may be replayed or forged.",
        AnomalyKind.Campaign => "Look next: what these callers ask for and what they are answered, and whether a limit per trait (agent, network, country) stops them without stopping others.",
        AnomalyKind.Fleet => "Look next: the function that went off first, what was changed just before, and what all of them depend on: a database, a queue, a network, a quota.",
        _ => "Look next: the signals one by one on the function's own page, and what was deployed last.",
    };
}
