using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>What was seen and what was expected, in plain language.</summary>
internal static class ReasonSentences
{
    private const int MaxTraitLength = 60;

    /// <summary>One ground of an anomaly as a sentence.</summary>
    public static string Seen(Sighting sighting, Reason reason)
    {
        var name = PlainText.Name(FunctionName.Familiar(sighting.Function));
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
            Signal.NewCaller => NewCaller(name, seen, sighting.Traits, reason),
            Signal.UnnamedCaller => $"{name} was called by somebody whose name is not told ({PlainText.Name(reason.Detail)}){Traits(sighting.Traits)}; its callers so far have names, or are the platform itself.",
            Signal.NewTrigger => $"{name} was set off by {PlainText.Name(reason.Detail)}, which never did so before.",
            Signal.NewAccount => $"The caller is of account {PlainText.Name(reason.Detail)}, of which nobody has called {name} before.",
            Signal.NewNetwork => $"{Who(sighting)} called {name} from network {PlainText.Name(reason.Detail, MaxTraitLength)}, from which nobody has called it before.",
            Signal.NewCountry => $"{Who(sighting)} called {name} from country {PlainText.Name(reason.Detail, MaxTraitLength)}, from which nobody has called it before.",
            Signal.NewAgent => $"{Who(sighting)} called {name} with agent {PlainText.Name(reason.Detail, MaxTraitLength)}, with which nobody has called it before.",
            Signal.UnusualHour => $"{Who(sighting)} called {name} at {PlainText.Name(reason.Detail)} UTC, far from all hours at which this caller has called it before.",
            Signal.CampaignCallers => $"{name} was called by {seen} {(IsOne(reason.Observed) ? "caller" : "callers")} a minute who share agent {PlainText.Name(reason.Detail, MaxTraitLength)}, with which nobody has called it before.",
            Signal.StaleRecords => $"{seen} {(IsOne(reason.Observed) ? "record" : "records")} a minute say that {name} was called hours ago; {Expected(reason, Humane.Count)}",
            Signal.LostEvents => $"{seen} {(IsOne(reason.Observed) ? "event" : "events")} of {name} were no longer in the hub when they were to be read; what happened in that time is not known.",
            Signal.RiskyChange when sighting.RiskyChange is { } risky => ChangeSentences.Seen(risky),
            Signal.SecretsRead => $"{PlainText.Name(sighting.Principal)} read {seen} secrets of {Place.Of(sighting.Function)} within a minute, and never did so on an earlier day; {AtMost(reason)}",
            Signal.NewOperator => ChangeSentences.Known(sighting.Principal, reason),
            Signal.FunctionsReached => $"{PlainText.Name(sighting.Principal)} was new or refused at {seen} functions of {Place.Of(sighting.Function)} within an hour; {AtMost(reason)}",
            Signal.FunctionsOff => $"{seen} functions of {Place.Of(sighting.Function)} went off within minutes of each other; {AtMost(reason)}",
            _ => $"The signals of {name} together form a pattern unlike any in its history, though no single one need stand out.",
        };
    }

    private static string AtMost(Reason reason) => $"up to {Humane.Count(reason.ExpectedHigh)} would be no news.";

    private static string NewCaller(string name, string seen, in Caller traits, Reason reason)
    {
        var known = Traits(traits);
        return reason.Detail is { Length: > 0 } detail
            ? $"{name} was called by {PlainText.Name(detail)}{known}, never seen there before."
            : $"{name} was called by {seen} {(IsOne(reason.Observed) ? "caller" : "callers")} never seen there before.";
    }

    private static string Who(Sighting sighting) => sighting.Principal is null ? "Somebody" : PlainText.Name(sighting.Principal);

    private static string Traits(in Caller traits)
    {
        string?[] known =
        [
            traits.Ip is null ? null : "from " + PlainText.Name(traits.Ip),
            traits.Network is null ? null : "network " + PlainText.Name(traits.Network, MaxTraitLength),
            traits.Country is null ? null : "country " + PlainText.Name(traits.Country, MaxTraitLength),
            traits.Agent is null ? null : "agent " + PlainText.Name(traits.Agent, MaxTraitLength),
        ];
        var told = string.Join(", ", known.OfType<string>());
        return told.Length == 0 ? "" : $" ({told})";
    }

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
