using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// The route on one page, on recorded time: records go to the hub <c>invocations</c> by function, the first fold turns them into anomalies
/// on the hub <c>findings</c> by account, the second fold turns those into incidents in the store.
/// </summary>
public sealed class InvocationPipeline : IDisposable
{
    /// <summary>Packs of one event of the first fold are numbered within this many.</summary>
    private const long PacksPerEvent = 64;

    private readonly IInvocationHub _invocations;
    private readonly IInvocationHub _findings;
    private readonly IIncidentStore _store;
    private readonly PackPublisher<TelemetryRecord> _door;
    private readonly PackPublisher<Finding> _changes;
    private readonly FindingCodec _findingCodec = new();
    private readonly PartitionRunner<TelemetryRecord, Anomaly>[] _scoring;
    private readonly PartitionRunner<Finding, Incident>[] _alerting;
    private DateTimeOffset _minute = DateTimeOffset.MinValue;
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    /// <summary>Joins the rooms over two hubs.</summary>
    public InvocationPipeline(IInvocationHub invocations, IInvocationHub findings, IIncidentStore store, Detector detector)
    {
        (_invocations, _findings, _store) = (invocations, findings, store);
        var telemetry = new TelemetryCodec();
        _door = new PackPublisher<TelemetryRecord>(invocations, telemetry, "door");
        _changes = new PackPublisher<Finding>(findings, _findingCodec, "door");
        var input = new PartitionInput<TelemetryRecord>(telemetry, record => record.EventTime);
        var findingInput = new PartitionInput<Finding>(_findingCodec, finding => finding.Change?.Time ?? finding.Anomaly!.DetectedAt);
        _scoring = [.. Partitions(invocations).Select(p => new PartitionRunner<TelemetryRecord, Anomaly>(
            invocations, p, input, new ScoringFold(detector, new ScoringOptions())))];
        _alerting = [.. Partitions(findings).Select(p => new PartitionRunner<Finding, Incident>(
            findings, p, findingInput, new AlertingFold(new AlertingOptions())))];
    }

    /// <summary>Takes in records whose own event time is the clock, in their order, with a tick before the first that crosses a minute.</summary>
    public async Task PublishAsync(string source, IEnumerable<TelemetryRecord> records, CancellationToken cancellationToken)
    {
        var pending = new List<TelemetryRecord>();
        foreach (var record in records)
        {
            var time = record.EventTime;
            if (WindowTime.Floor(time) > _minute)
            {
                await FlushAsync(source, pending, cancellationToken).ConfigureAwait(false);
                _minute = WindowTime.Floor(time);
                await _door.MarkAsync("clock", _minute, ClockMode.Record, PackMark.Tick, cancellationToken).ConfigureAwait(false);
            }

            _newest = time > _newest ? time : _newest;
            pending.Add(record);
        }

        await FlushAsync(source, pending, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says that the input has ended, so that the last minutes are judged.</summary>
    public async Task CloseClockAsync(CancellationToken cancellationToken)
    {
        if (_newest > DateTimeOffset.MinValue)
        {
            var end = WindowTime.Floor(_newest.AddTicks(-1)) + WindowTime.Length;
            await _door.MarkAsync("clock", end, ClockMode.Record, PackMark.Close, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Leads everything sent so far through both folds and into the store, always in the same order.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        foreach (var runner in _scoring)
        {
            await runner.CatchUpAsync((output, token) => TellFindingsAsync(runner.Partition, output, token), cancellationToken).ConfigureAwait(false);
        }

        foreach (var runner in _alerting)
        {
            await runner.CatchUpAsync(SaveAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _door.Dispose();
        _changes.Dispose();
    }

    private static IEnumerable<int> Partitions(IInvocationHub hub) => Enumerable.Range(0, hub.PartitionCount);

    private async Task FlushAsync(string source, List<TelemetryRecord> records, CancellationToken cancellationToken)
    {
        foreach (var group in records.GroupBy(record => PartitionHash.PartitionOf(record.Function, _invocations.PartitionCount)))
        {
            await _door.PublishAsync(group.Key, source, clock: null, ClockMode.Record, [.. group], cancellationToken).ConfigureAwait(false);
        }

        var changes = records.Where(record => record.Change is not null).Select(record => new Finding(record.Change!));
        foreach (var group in changes.GroupBy(finding => PartitionHash.PartitionOf(finding.Account, _findings.PartitionCount)))
        {
            await _changes.PublishAsync(group.Key, source, clock: null, ClockMode.Record, [.. group], cancellationToken).ConfigureAwait(false);
        }

        records.Clear();
    }

    /// <summary>Packs are numbered by the event they follow from, so that a replay of the first fold sends the same packs and the second drops them.</summary>
    private async Task TellFindingsAsync(int partition, FoldOutput<Anomaly> output, CancellationToken cancellationToken)
    {
        var scorer = $"scoring/{partition}";
        var groups = output.Items.Select(anomaly => new Finding(anomaly))
            .GroupBy(finding => PartitionHash.PartitionOf(finding.Account, _findings.PartitionCount));
        foreach (var group in groups)
        {
            var number = output.SequenceNumber * PacksPerEvent;
            foreach (var chunk in group.Chunk(100))
            {
                var header = new PackHeader(scorer, scorer, number++, output.Clock, ClockMode.Record);
                await SendAsync(group.Key, header, chunk, cancellationToken).ConfigureAwait(false);
            }
        }

        if (output.Mark != PackMark.Records)
        {
            var last = (output.SequenceNumber * PacksPerEvent) + PacksPerEvent - 1;
            var header = new PackHeader(scorer, scorer, last, output.Clock, ClockMode.Record, output.Mark);
            foreach (var target in Partitions(_findings))
            {
                await SendAsync(target, header, [], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SendAsync(int partition, PackHeader header, IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        var pack = new PackWriter<Finding>(header, _findingCodec);
        foreach (var finding in findings)
        {
            pack.Add(finding);
        }

        await _findings.SendAsync(partition, pack.Body, cancellationToken).ConfigureAwait(false);
    }

    private async Task SaveAsync(FoldOutput<Incident> output, CancellationToken cancellationToken)
    {
        foreach (var incident in output.Items)
        {
            await _store.SaveAsync(incident, cancellationToken).ConfigureAwait(false);
        }
    }
}
