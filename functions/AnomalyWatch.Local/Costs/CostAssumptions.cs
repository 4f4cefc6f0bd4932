namespace AnomalyWatch.Local.Costs;

/// <summary>What the formulas take for granted. Figures of the program are measured where a page is named; those of Azure are not.</summary>
internal static class CostAssumptions
{
    /// <summary>A record in a pack of 50 (tests/AnomalyWatch.Tests/Streaming/packing.md), bytes.</summary>
    public const decimal RecordBytes = 60;

    /// <summary>What Azure writes of one call: its beginning and its end, 1 KB each.</summary>
    public const decimal AzureLogBytes = 2_000;

    /// <summary>Records in one delivery of a cloud's log service. Smaller deliveries cost more.</summary>
    public const decimal RecordsPerDelivery = 100;

    /// <summary>The busiest hour against the mean.</summary>
    public const decimal PeakFactor = 3;

    /// <summary>Seconds between ticks (Tick.cs).</summary>
    public const decimal TickSeconds = 30;

    /// <summary>A partition's trigger is called at most about so often a second, with all that has gathered.</summary>
    public const decimal BatchesPerSecond = 1;

    /// <summary>Functions bills at least so many seconds for an instance that does anything.</summary>
    public const decimal LeastBilledSeconds = 1;

    /// <summary>Records a second that one instance scores; a core does several times that here.</summary>
    public const decimal RecordsPerInstance = 10_000;

    /// <summary>The memory of an instance that does not score, GB.</summary>
    public const decimal OtherGigabytes = 2;

    /// <summary>Seconds between two snapshots of a partition, each of which writes so many blobs.</summary>
    public const decimal SnapshotSeconds = 30;

    /// <summary>Blobs written for one snapshot: the difference, the manifest, and a share of the full ones.</summary>
    public const decimal WritesPerSnapshot = 2.2m;

    /// <summary>Seconds between two renewals of a partition's ownership, each a write.</summary>
    public const decimal OwnershipSeconds = 10;

    /// <summary>State of a function in a snapshot (tests/AnomalyWatch.Benchmarks/results/footprint.md), of which three generations are kept, bytes.</summary>
    public const decimal StateBytes = 9_111;

    /// <summary>Incidents of one function a day (tests/AnomalyWatch.Tests/Quality/azure-minutes.md: 0.78 per 100 functions and day).</summary>
    public const decimal IncidentsPerFunctionDay = 0.0078m;

    /// <summary>Operations on tables and queues for one incident, over its life.</summary>
    public const decimal OperationsPerIncident = 60;

    /// <summary>Operations on tables and queues that go on without incidents: the trigger looking into the queue, the sweep. A day.</summary>
    public const decimal IdleOperations = 20_000;

    /// <summary>What the logs keep of one execution: a request and two lines of the host, bytes.</summary>
    public const decimal LogBytesPerExecution = 2_600;

    /// <summary>What the logs keep of metrics a day: 60 series a minute from each of four instances, 700 bytes each.</summary>
    public const decimal MetricBytes = 60 * 4 * 1_440 * 700m;
}
