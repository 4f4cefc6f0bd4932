using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>What happened, where, since when, how far from normal, what may have caused it and what to look at next, in at most 12 lines.</summary>
public static class StoryExplanation
{
    /// <summary>The most lines a story is told in.</summary>
    public const int MaxLines = 12;

    private const int MaxLineLength = 400;
    private const int MaxFurtherReasons = 2;
    private const int MaxFunctionsNamed = 5;
    private const int MaxCauses = 2;
    private const int MaxRelated = 2;
    private const int MaxDetailLength = 60;

    /// <summary>The explanation, lines separated by LF. Plain text; holds names from outside.</summary>
    public static string Of(Story story)
    {
        ArgumentNullException.ThrowIfNull(story);
        var first = story.Sightings[0];
        var from = story.Sightings.Min(s => s.From);
        var to = story.Sightings.Max(s => s.To);

        // One line each, but two for further grounds, causes and relatives: 1 + 1 + 2 + 1 + 2 + 2 + 1 + 1 + 1 = 12 at most.
        var lines = new List<string>(MaxLines)
        {
            ReasonSentences.Seen(first, first.Reasons[0]),
            When(story, from, to),
        };
        lines.AddRange(Further(story, first).Take(MaxFurtherReasons));
        AddIfAny(lines, Others(story, first));
        lines.AddRange(story.PossibleCauses.Take(MaxCauses).Select(cause => Cause(cause, from)));
        lines.AddRange(story.Related.Take(MaxRelated).Select(related => Relative(related, from)));
        AddIfAny(lines, Continued(story, from));
        AddIfAny(lines, story.LeftOut == 0 ? null : $"{Humane.Count(story.LeftOut)} more anomalies belong here and are not listed.");
        lines.Add(story.Ending == StoryEnding.Ongoing ? Sentences.LookNext(first) : Ended(story, first, to));
        return string.Join('\n', lines.Select(line => PlainText.Cut(line, MaxLineLength)));
    }

    private static string When(Story story, DateTimeOffset from, DateTimeOffset to) => story.Ending == StoryEnding.Ongoing
        ? $"Since {Humane.Moment(from)}, for {Humane.Length(to - from)} so far."
        : $"From {Humane.Moment(from)} to {Humane.Moment(to, from)}, {Humane.Length(to - from)} in all.";

    /// <summary>The other grounds, the weightiest first: of the anomaly itself, of the change beside it, or of the function where it all began.</summary>
    private static IEnumerable<string> Further(Story story, Sighting first) => first.Kind switch
    {
        AnomalyKind.Fleet => Origin(story),
        AnomalyKind.RiskyChange => first.Reasons.Skip(1).Select(reason => ReasonSentences.Seen(first, reason))
            .Concat(story.Sightings.Skip(1).Select(other => other.RiskyChange).OfType<RiskyChange>().Select(ChangeSentences.Seen)),
        _ => first.Reasons.Skip(1).Select(reason => ReasonSentences.Seen(first, reason)),
    };

    /// <summary>The function that went off first, which is the likeliest to have taken the others with it.</summary>
    private static IEnumerable<string> Origin(Story story)
    {
        if (StoryOrigin.Of(story) is not { } origin)
        {
            yield break;
        }

        var ahead = story.Sightings.Where(s => !s.IsSummary && s.Function != origin.Function).Select(s => s.From).DefaultIfEmpty(origin.From).Min() - origin.From;
        var lead = ahead > TimeSpan.Zero ? $", {Humane.Length(ahead)} before any other" : "";
        yield return $"It began with {Place.Of(origin.Function)} at {Humane.Moment(origin.From, origin.From)}{lead}: {Sentences.Short(origin.Kind)}.";
        yield return ReasonSentences.Seen(origin, origin.Reasons[0]);
    }

    private static string? Others(Story story, Sighting first)
    {
        var others = story.Sightings
            .Where(s => s.Function != first.Function && !s.IsSummary && s.RiskyChange is null)
            .OrderBy(s => first.IsSummary ? s.From : DateTimeOffset.MinValue)
            .GroupBy(s => s.Function, StringComparer.Ordinal)
            .Select(group => $"{PlainText.Name(FunctionName.Familiar(group.Key), 60)} ({Sentences.Short(group.First().Kind)})")
            .ToList();
        var head = first.IsSummary ? "In order:" : "Also off:";
        return others.Count switch
        {
            0 => null,
            <= MaxFunctionsNamed => $"{head} {string.Join(", ", others)}.",
            _ => $"{head} {string.Join(", ", others.Take(MaxFunctionsNamed))} and {Humane.Count(others.Count - MaxFunctionsNamed)} more.",
        };
    }

    private static string Cause(Change cause, DateTimeOffset from)
    {
        var who = cause.Principal is null ? "" : $" by {PlainText.Name(cause.Principal)}";
        var what = cause.Detail is null ? "" : $" ({PlainText.Name(cause.Detail, MaxDetailLength)})";
        var distance = cause.Time <= from ? $"{Humane.Length(from - cause.Time)} before it began" : $"{Humane.Length(cause.Time - from)} after it began";
        return $"Possible cause: {PlainText.Name(cause.Operation)} on {PlainText.Name(cause.Function)}{what}{who} at {Humane.Moment(cause.Time, from)}, {distance}.";
    }

    private static string Relative(Sighting related, DateTimeOffset from)
    {
        var name = PlainText.Name(FunctionName.Familiar(related.Function));
        var when = Humane.Moment(related.From, from);
        return (related.Kind, related.Principal) switch
        {
            (AnomalyKind.NewCaller, { } who) => $"Around that time {PlainText.Name(who)} called {name} for the first time ({when}).",
            (AnomalyKind.UnusualCaller, { } who) => $"Around that time {PlainText.Name(who)} called {name} in a way never seen there before ({when}).",
            (AnomalyKind.Denied, { } who) => $"Around that time {name} refused {PlainText.Name(who)} unusually often ({when}).",
            _ => $"Around that time {name} itself was off: {Sentences.Headline(related.Kind)} ({when}).",
        };
    }

    private static string? Continued(Story story, DateTimeOffset from) => story.ContinuesFrom is { } before
        ? $"This carries on an incident that began at {Humane.Moment(before, from)} and had reached its largest size."
        : null;

    private static string Ended(Story story, Sighting first, DateTimeOffset to) => story.Ending switch
    {
        StoryEnding.NormalAgain when first.Kind == AnomalyKind.RiskyChange => $"Closed: nothing more of this for {Humane.Length(story.Quiet)} or longer. What was done still stands until somebody undoes it.",
        StoryEnding.NormalAgain when first.Kind is AnomalyKind.NewCaller or AnomalyKind.UnusualCaller or AnomalyKind.Campaign or AnomalyKind.FanOut => $"Resolved: nothing more of it since {Humane.Moment(to)}, for {Humane.Length(story.Quiet)} or longer.",
        StoryEnding.NormalAgain => $"Resolved: normal since {Humane.Moment(to)}, for {Humane.Length(story.Quiet)} or longer.",
        StoryEnding.Withdrawn => "Resolved: telemetry that arrived late shows that nothing was wrong.",
        StoryEnding.TooWeak => "Resolved: telemetry that arrived late took part of this away, and what remains is too weak to be an incident.",
        _ => $"Resolved: this turned out to be part of incident {story.MergedInto}.",
    };

    private static void AddIfAny(List<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Add(line);
        }
    }
}
