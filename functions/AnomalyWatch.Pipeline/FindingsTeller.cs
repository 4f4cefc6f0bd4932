using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>Tells the second fold what the first has found: packs on the hub <c>findings</c>, by account, and its ticks to every partition.</summary>
/// <param name="findings">The hub.</param>
/// <param name="clock">The kind of clock.</param>
/// <param name="reached">Is called after each sending, for kill tests.</param>
internal sealed class FindingsTeller(IInvocationHub findings, ClockMode clock, Action<string>? reached)
{
    /// <summary>Packs of one event of the first fold are numbered within this many.</summary>
    private const long PacksPerEvent = 64;

    private readonly FindingCodec _codec = new();

    /// <summary>What was told in an earlier life and is there.</summary>
    public ToldPacks Told { get; set; } = ToldPacks.None(findings);

    /// <summary>Packs are numbered by the event they follow from, so that a replay of the first fold sends the same packs and the second drops them.</summary>
    public async Task TellAsync(int partition, FoldOutput<Anomaly> output, CancellationToken cancellationToken)
    {
        var scorer = $"scoring/{partition}";
        // A pack of records ends anywhere within a minute, a tick always at the same place: the second fold's clock must not depend on where packs were cut.
        var time = output.Mark == PackMark.Records ? WindowTime.Floor(output.Clock) : output.Clock;
        var groups = output.Items.Select(anomaly => new Finding(anomaly))
            .GroupBy(finding => PartitionHash.PartitionOf(finding.Account, findings.PartitionCount));
        foreach (var group in groups)
        {
            var number = output.SequenceNumber * PacksPerEvent;
            foreach (var chunk in group.Chunk(100))
            {
                var header = new PackHeader(scorer, scorer, number, time, clock);
                number += await SendAsync(group.Key, header, chunk, cancellationToken).ConfigureAwait(false);
            }
        }

        if (output.Mark != PackMark.Records)
        {
            var last = (output.SequenceNumber * PacksPerEvent) + PacksPerEvent - 1;
            var header = new PackHeader(scorer, scorer, last, time, clock, output.Mark);
            foreach (var target in Enumerable.Range(0, findings.PartitionCount))
            {
                await SendAsync(target, header, [], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives how many packs it took.</summary>
    private async Task<int> SendAsync(int partition, PackHeader header, IEnumerable<Finding> items, CancellationToken cancellationToken)
    {
        var pack = new PackWriter<Finding>(_codec);
        foreach (var finding in items)
        {
            pack.Add(finding, header.Clock);
        }

        var bodies = pack.TakeBodies(header);
        foreach (var (i, body) in bodies.Index())
        {
            if (!Told.Has(partition, header.Producer, header.Sequence + i))
            {
                await findings.SendAsync(partition, body, cancellationToken).ConfigureAwait(false);
                reached?.Invoke("finding-sent");
            }
        }

        return bodies.Count;
    }
}
