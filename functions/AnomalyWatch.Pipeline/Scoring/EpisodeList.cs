using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>The anomalies of one function that go on, and those ended of late, which can still turn out to have been none.</summary>
internal sealed class EpisodeList
{
    /// <summary>How many can go on at once; further ones are told when one of them has ended.</summary>
    public const int Max = 32;

    /// <summary>Those that go on, by family: behaviour, or a kind with its principal.</summary>
    public SortedDictionary<string, Episode> GoingOn { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that have ended and rest on a minute that can be judged again, oldest first.</summary>
    public List<(string Family, Episode Episode)> Past { get; } = [];

    /// <summary>Ids taken back, with the end of the last minute they rested on: whoever has heard of one does not listen to it again.</summary>
    public List<(string Id, DateTimeOffset End)> Withdrawn { get; } = [];

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => GoingOn.Count == 0 && Past.Count == 0 && Withdrawn.Count == 0;

    /// <summary>Whether time alone changes nothing in it any more.</summary>
    public bool IsAtRest => Past.Count == 0 && Withdrawn.Count == 0 && GoingOn.Values.All(episode => episode.IsSettled);

    /// <summary>What a verdict belongs to.</summary>
    public static string FamilyOf(in Verdict verdict) => verdict.Principal is null && !verdict.Kind.StaysSeen() ? "behaviour" : $"{verdict.Kind}:{verdict.Principal}";

    /// <summary>Whether an anomaly of the function's behaviour rests on a minute.</summary>
    public bool Holds(DateTimeOffset window) =>
        GoingOn.Values.Any(episode => episode.Holds(window)) || Past.Any(past => past.Episode.Holds(window));

    /// <summary>Takes in an anomalous verdict; gives the anomaly to tell, or null.</summary>
    public Anomaly? Follow(string family, in Verdict verdict, DateTimeOffset clock)
    {
        if (GoingOn.TryGetValue(family, out var episode))
        {
            return episode.Continue(verdict);
        }

        var window = verdict.WindowStart;
        if (GoingOn.Count >= Max || Past.Any(past => past.Family == family && past.Episode.Holds(window)))
        {
            return null;
        }

        episode = new Episode(verdict, clock, IdOf(verdict));
        GoingOn.Add(family, episode);
        return episode.Anomaly;
    }

    /// <summary>Lets a calm minute pass for those not spoken of in it; gives the anomalies that end with it.</summary>
    public List<Anomaly> Calm(DateTimeOffset window, HashSet<string> touched, int calmWindowsToEnd)
    {
        var told = new List<Anomaly>();
        foreach (var (family, episode) in GoingOn.ToList())
        {
            if (!touched.Contains(family) && episode.Calm(window, calmWindowsToEnd) is { } ended)
            {
                GoingOn.Remove(family);
                Past.Add((family, episode));
                Past.RemoveRange(0, Math.Max(0, Past.Count - Max));
                told.Add(ended);
            }
        }

        return told;
    }

    /// <summary>Takes a minute from the anomalies that rest on it, where its kind of story is meant; gives those that rest on nothing any more.</summary>
    public List<Anomaly> Retract(Func<DateTimeOffset, AnomalyKind, bool> isMeant)
    {
        var told = new List<Anomaly>();
        foreach (var (family, episode) in GoingOn.ToList())
        {
            if (episode.Retract(isMeant) is { } withdrawn)
            {
                GoingOn.Remove(family);
                NoteWithdrawn(withdrawn);
                told.Add(withdrawn);
            }
        }

        foreach (var past in Past.ToList())
        {
            if (past.Episode.Retract(isMeant) is { } withdrawn)
            {
                Past.Remove(past);
                NoteWithdrawn(withdrawn);
                told.Add(withdrawn);
            }
        }

        return told;
    }

    /// <summary>Settles what rests on minutes up to one that can no longer be judged again; whether there was something.</summary>
    public bool Settle(DateTimeOffset upTo)
    {
        var hasSettled = false;
        foreach (var episode in GoingOn.Values)
        {
            hasSettled |= episode.Settle(upTo);
        }

        foreach (var (_, episode) in Past)
        {
            hasSettled |= episode.Settle(upTo);
        }

        var forgotten = Past.RemoveAll(past => past.Episode.IsSettled) + Withdrawn.RemoveAll(withdrawn => withdrawn.End <= upTo);
        return hasSettled || forgotten > 0;
    }

    private string IdOf(in Verdict verdict)
    {
        for (var again = 0; ; again++)
        {
            var id = AnomalyId.Create(verdict.Function, verdict.Since, verdict.Kind, verdict.Principal, again);
            if (Withdrawn.All(withdrawn => withdrawn.Id != id))
            {
                return id;
            }
        }
    }

    private void NoteWithdrawn(Anomaly anomaly)
    {
        Withdrawn.Add((anomaly.Id, anomaly.WindowEnd));
        Withdrawn.RemoveRange(0, Math.Max(0, Withdrawn.Count - Max));
    }
}
