using AnomalyWatch.Local.Costs;

namespace AnomalyWatch.Tests.Local.Costs;

/// <summary>The formulas, worked out by hand for 100 calls a second from Azure alone, and where they bend.</summary>
[TestClass]
public sealed class CostEstimateTests
{
    private static readonly DeploymentSize Small = DeploymentSize.All[0];
    private static readonly Workload Some = new(8_640_000, 100, 1);

    [TestMethod]
    public void Events_are_deliveries_by_partition_and_ticks()
    {
        // 86,400 deliveries of 100 in azure-logs; each again in 4 packs; 2,880 ticks in 4 partitions, and from each of them to 2 of findings.
        Assert.AreEqual(86_400 + (345_600 + 11_520) + 23_040, Of(Some).EventsPerDay);
    }

    [TestMethod]
    public void Executions_are_bounded_by_how_often_a_partitions_trigger_can_be_called()
    {
        var executions = Of(Some).Executions;
        Assert.AreEqual(0, executions["IngestHttp"]);
        Assert.AreEqual(86_400, executions["IngestAzureLogs"]);
        Assert.AreEqual(2_880, executions["Tick"]);
        Assert.AreEqual(345_600, executions["Score"]); // of 357,120 events, once a second in each of 4 partitions
        Assert.AreEqual(23_040, executions["Group"]);
        Assert.AreEqual(0.78m, executions["Notify"]);
    }

    [TestMethod]
    public void An_instance_is_billed_for_a_second_an_execution_and_for_no_more_than_the_day()
    {
        // 86,400 s each of IngestAzureLogs and Score; 23,040 of Group, 2,880 of Tick, 1,440 of NotifySweep, 1 of Retrain, 0.78 of Notify; 2 GB.
        Assert.AreEqual(2 * ((2 * 86_400) + 23_040 + 2_880 + 1_440 + 1 + 0.78m), Of(Some).GigabyteSecondsPerDay);
    }

    [TestMethod]
    public void Blobs_are_written_for_checkpoints_ownership_and_snapshots()
    {
        Assert.AreEqual(86_400 + 345_600 + 23_040 + (10 * 8_640) + (6 * 2_880 * 2.2m), Of(Some).BlobWritesPerDay);
    }

    [TestMethod]
    [DataRow(8_640_000, 1, 1)] // 100 a second: 0.62 MB/s in the busiest hour, nearly all of it Azure's own logs
    [DataRow(86_400_000, 1, 7)] // 6.2 MB/s
    [DataRow(86_400_000, 100, 1)] // the same from other clouds: 0.24 MB/s
    public void Throughput_units_follow_the_bytes_of_the_busiest_hour(long invocations, int sources, int units) =>
        Assert.AreEqual(units, Of(new Workload(invocations, 100, sources)).ThroughputUnits);

    [TestMethod]
    public void A_size_has_its_throughput_units_even_when_nothing_happens()
    {
        Assert.AreEqual(4, new CostEstimate(new Workload(1, 1, 1), DeploymentSize.All[2], PriceList.Shipped()).ThroughputUnits);
    }

    [TestMethod]
    public void The_bill_is_the_sum_of_its_lines_after_free_grants()
    {
        var estimate = Of(Some);
        Assert.AreEqual(estimate.Lines.Sum(line => line.Amount), estimate.Total);
        var memory = estimate.Lines.Single(line => line.What == "Functions: memory and time");
        Assert.AreEqual(((estimate.GigabyteSecondsPerDay * 730 / 24) - 100_000) * 0.000026m, memory.Amount, 0.000001m);
    }

    [TestMethod]
    public void What_is_within_the_free_grant_costs_nothing() =>
        Assert.AreEqual(0, new CostLine("some", 10, new Price(1, 1, "some", 11, true, "")).Amount);

    [TestMethod]
    public void More_of_anything_never_costs_less()
    {
        var least = Of(Some).Total;
        Assert.IsGreaterThan(least, Of(Some with { InvocationsPerDay = Some.InvocationsPerDay * 100 }).Total);
        Assert.IsGreaterThan(least, Of(Some with { Functions = 1_000_000 }).Total);
        Assert.IsGreaterThan(least, new CostEstimate(Some, DeploymentSize.All[1], PriceList.Shipped()).Total);
    }

    [TestMethod]
    public void A_workload_of_nothing_is_refused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Of(Some with { InvocationsPerDay = 0 }));

    private static CostEstimate Of(Workload workload) => new(workload, Small, PriceList.Shipped());
}
