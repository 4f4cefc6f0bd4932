using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>The one line by which people call an incident.</summary>
public static class StoryTitle
{
    /// <summary>The longest title, in UTF-16 units.</summary>
    public const int MaxLength = 150;

    private const int MaxNameLength = 50;

    /// <summary>The title: who, and what is unusual. Plain text; holds names from outside.</summary>
    public static string Of(Story story)
    {
        ArgumentNullException.ThrowIfNull(story);
        var first = story.Sightings[0];
        var where = Where(story, first);
        var who = first.Principal is null ? null : PlainText.Name(first.Principal, MaxNameLength);
        var title = (first.Kind, who) switch
        {
            (AnomalyKind.NewCaller, not null) => $"{where}: called by {who}, never seen here before",
            (AnomalyKind.UnusualCaller, not null) => $"{where}: called by {who} {Way(first.Reasons[0].Signal)} never seen here before",
            (AnomalyKind.Campaign, not null) => $"{where}: many new callers who share {who}",
            (AnomalyKind.Denied, not null) => $"{where}: {who} is refused far more often than expected",
            (AnomalyKind.RiskyChange, _) when first.RiskyChange is { } risky => $"{where}: {ChangeSentences.Deed(risky.Risk)} by {who ?? "somebody unnamed"}{Newcomer(first)}",
            (AnomalyKind.FanOut, _) => $"{where}: {who} is new or refused at {Humane.Count(first.Reasons[0].Observed)} functions",
            (AnomalyKind.Fleet, _) => $"{where}: {Humane.Count(first.Reasons[0].Observed)} functions off at once{Origin(story)}",
            _ => $"{where}: {Sentences.Headline(first.Kind)}",
        };
        return PlainText.Cut(title, MaxLength);
    }

    private static string Way(Signal newest) => newest switch
    {
        Signal.NewNetwork => "from a network",
        Signal.NewCountry => "from a country",
        Signal.NewAgent => "with an agent",
        Signal.NewTrigger => "by a trigger",
        Signal.UnusualHour => "at an hour",
        _ => "in a way",
    };

    private static string Newcomer(Sighting first) =>
        first.Reasons.Any(reason => reason is { Signal: Signal.NewOperator, Observed: >= 1 }) ? ", never seen here before" : "";

    private static string Origin(Story story) => StoryOrigin.Of(story) is { } origin ? $", {Place.Of(origin.Function, MaxNameLength)} first" : "";

    private static string Where(Story story, Sighting first)
    {
        var name = Place.Of(first.Function, MaxNameLength);
        if (first.IsSummary)
        {
            return name;
        }

        var others = story.Sightings.Where(s => !s.IsSummary).Select(s => s.Function).Distinct(StringComparer.Ordinal).Count() - 1;
        return others switch
        {
            0 => name,
            1 => $"{name} and 1 other function",
            _ => $"{name} and {Humane.Count(others)} other functions",
        };
    }
}
