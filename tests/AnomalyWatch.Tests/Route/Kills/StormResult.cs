using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Tests.Route.Kills;

/// <summary>What a storm of kills left behind.</summary>
/// <param name="Content">What the hubs hold.</param>
/// <param name="Incidents">What the tables hold.</param>
/// <param name="Messages">The messages that arrived, by their id, with how often.</param>
/// <param name="Kills">How often the program was killed.</param>
/// <param name="KillsAtPoints">How many of these fell between two steps of a fold's loop.</param>
/// <param name="StorageFaults">How many requests the storage answered wrongly or not at all.</param>
/// <param name="Resumed">How many lives went on from a state that was kept.</param>
/// <param name="Gaps">How many stretches that were not handed over the lives said to have read from a hub.</param>
internal sealed record StormResult(
    HubContent Content, IReadOnlyList<Incident> Incidents, IReadOnlyDictionary<string, int> Messages, int Kills, int KillsAtPoints, long StorageFaults, int Resumed, int Gaps)
{
    /// <summary>Messages beyond the first of their id.</summary>
    public int MessagesDoubled => Messages.Values.Sum(times => times - 1);
}
