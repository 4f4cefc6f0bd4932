using AnomalyWatch.Detection.Invocations;
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
        var title = first.Kind is AnomalyKind.NewCaller or AnomalyKind.Denied && first.Principal is { } principal
            ? first.Kind is AnomalyKind.NewCaller
                ? $"{where}: called by {PlainText.Name(principal, MaxNameLength)}, never seen here before"
                : $"{where}: {PlainText.Name(principal, MaxNameLength)} is refused far more often than expected"
            : $"{where}: {Sentences.Headline(first.Kind)}";
        return PlainText.Cut(title, MaxLength);
    }

    private static string Where(Story story, Sighting first)
    {
        var name = PlainText.Name(FunctionName.Familiar(first.Function), MaxNameLength);
        var others = story.Sightings.Select(s => s.Function).Distinct(StringComparer.Ordinal).Count() - 1;
        return others switch
        {
            0 => name,
            1 => $"{name} and 1 other function",
            _ => $"{name} and {Humane.Count(others)} other functions",
        };
    }
}
