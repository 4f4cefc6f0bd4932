using A = AnomalyWatch.Local.Costs.CostAssumptions;

namespace AnomalyWatch.Local.Costs;

/// <summary>What a month is going to cost. Pure: the same workload and prices give the same bill.</summary>
internal sealed class CostEstimate
{
    /// <summary>Hours of a month, as Azure counts it.</summary>
    public const decimal HoursPerMonth = 730;

    /// <summary>What a Standard namespace can have.</summary>
    public const int MostThroughputUnits = 40;

    private const decimal SecondsPerDay = 86_400;
    private const decimal DaysPerMonth = HoursPerMonth / 24;
    private const decimal Giga = 1_000_000_000;

    private readonly Workload _workload;
    private readonly DeploymentSize _size;

    /// <summary>Works the bill out. Throws <see cref="ArgumentOutOfRangeException"/> for a workload below 1 of anything.</summary>
    public CostEstimate(Workload workload, DeploymentSize size, PriceList prices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workload.InvocationsPerDay, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workload.Functions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workload.Sources, 1);
        (_workload, _size) = (workload, size);
        decimal executions = Executions.Values.Sum();
        Lines =
        [
            new("Event Hubs: throughput units", ThroughputUnits * HoursPerMonth, prices.Prices["throughputUnitHour"]),
            new("Event Hubs: events", EventsPerDay * DaysPerMonth, prices.Prices["ingressEvents"]),
            new("Functions: executions", executions * DaysPerMonth, prices.Prices["executions"]),
            new("Functions: memory and time", GigabyteSecondsPerDay * DaysPerMonth, prices.Prices["gigabyteSeconds"]),
            new("Storage: blobs written", BlobWritesPerDay * DaysPerMonth, prices.Prices["blobWrites"]),
            new("Storage: blobs kept", workload.Functions * A.StateBytes * 3 / Giga, prices.Prices["blobGigabytes"]),
            new("Storage: tables and queue", ((Incidents * A.OperationsPerIncident) + A.IdleOperations) * DaysPerMonth, prices.Prices["tableOperations"]),
            new("Logs taken in", ((executions * A.LogBytesPerExecution) + A.MetricBytes) * DaysPerMonth / Giga, prices.Prices["logGigabytes"]),
        ];
    }

    /// <summary>The bill, line by line.</summary>
    public IReadOnlyList<CostLine> Lines { get; }

    /// <summary>What the month comes to.</summary>
    public decimal Total => Lines.Sum(line => line.Amount);

    /// <summary>Throughput units that the busiest hour needs: 1 MB and 1,000 events a second in, 2 MB a second out, each; not less than the size has.</summary>
    public decimal ThroughputUnits
    {
        get
        {
            var bytes = ((_workload.InvocationsPerDay * A.RecordBytes) + (AzureInvocations * A.AzureLogBytes)) / SecondsPerDay * A.PeakFactor;
            var events = EventsPerDay / SecondsPerDay * A.PeakFactor;
            return Math.Max(_size.ThroughputUnits, Math.Ceiling(Math.Max(bytes / 1_000_000, events / 1_000)));
        }
    }

    /// <summary>Events into all hubs a day.</summary>
    public decimal EventsPerDay => InvocationEvents + FindingEvents + LogEvents;

    /// <summary>Executions a day, by function.</summary>
    public IReadOnlyDictionary<string, decimal> Executions => new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["IngestHttp"] = Deliveries - LogEvents,
        ["IngestAzureLogs"] = Batches(LogEvents, _size.LogPartitions),
        ["Tick"] = Ticks,
        ["Score"] = Batches(InvocationEvents, _size.InvocationPartitions),
        ["Group"] = Batches(FindingEvents, _size.FindingPartitions),
        ["Notify"] = Incidents,
        ["NotifySweep"] = 1_440,
        ["Retrain"] = 1,
    };

    /// <summary>
    /// GB-s a day. Every function scales by itself, so each has instances of its own; an instance that runs is billed for at least a second, and never for more
    /// than all day.
    /// </summary>
    public decimal GigabyteSecondsPerDay => Executions.Sum(function =>
    {
        var instances = function.Key == "Score" ? Math.Ceiling(_workload.InvocationsPerDay / SecondsPerDay * A.PeakFactor / A.RecordsPerInstance) : 1;
        var memory = function.Key is "Score" or "Group" ? _size.ScoreGigabytes : A.OtherGigabytes;
        return Math.Min(function.Value * A.LeastBilledSeconds, instances * SecondsPerDay) * memory;
    });

    /// <summary>Blobs written a day: a checkpoint for each batch, ownership of partitions, snapshots.</summary>
    public decimal BlobWritesPerDay
    {
        get
        {
            var folds = _size.InvocationPartitions + _size.FindingPartitions;
            var checkpoints = Executions["IngestAzureLogs"] + Executions["Score"] + Executions["Group"];
            return checkpoints + ((folds + _size.LogPartitions) * SecondsPerDay / A.OwnershipSeconds) + (folds * SecondsPerDay / A.SnapshotSeconds * A.WritesPerSnapshot);
        }
    }

    private decimal Incidents => _workload.Functions * A.IncidentsPerFunctionDay;

    private static decimal Ticks => SecondsPerDay / A.TickSeconds;

    private decimal AzureInvocations => (decimal)_workload.InvocationsPerDay / _workload.Sources;

    /// <summary>Each source sends at least once a minute.</summary>
    private decimal Deliveries => Math.Max(_workload.InvocationsPerDay / A.RecordsPerDelivery, _workload.Sources * 1_440m);

    /// <summary>Azure's logs come to their hub in deliveries too.</summary>
    private decimal LogEvents => Deliveries / _workload.Sources;

    /// <summary>A delivery becomes a pack in each partition that it has records for; a tick goes into every partition.</summary>
    private decimal InvocationEvents =>
        Math.Min(_workload.InvocationsPerDay, Deliveries * Math.Min(_size.InvocationPartitions, A.RecordsPerDelivery)) + (Ticks * _size.InvocationPartitions);

    /// <summary>Every partition of the first fold tells every one of the second that time has passed.</summary>
    private decimal FindingEvents => Ticks * _size.InvocationPartitions * _size.FindingPartitions;

    private static decimal Batches(decimal events, int partitions) => Math.Min(events, partitions * SecondsPerDay * A.BatchesPerSecond);
}
