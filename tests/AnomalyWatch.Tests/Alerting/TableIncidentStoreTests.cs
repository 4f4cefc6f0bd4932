using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using Azure.Data.Tables;

namespace AnomalyWatch.Tests.Alerting;

/// <summary>One account for all tests, so its tables are dropped before each and the tests of this class do not overlap.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TableIncidentStoreTests : IncidentStoreContract
{
    private TableServiceClient _service = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Tables_are_named_by_month_and_rows_stand_newest_first()
    {
        var store = new TableIncidentStore(_service);
        await store.SaveAsync(Some.Incident(1, Some.Anomaly(1, -721 * 60), Some.Anomaly(2, 0)), Cancel);

        string[] expected = ["incidents202606", "incidentindex", "anomalies202606", "anomalies202607"];
        CollectionAssert.AreEquivalent(
            expected,
            await _service.QueryAsync(cancellationToken: Cancel).Select(table => table.Name).Where(name => !IsOfOthers(name)).ToArrayAsync(Cancel));
        var row = await SingleAsync("incidents202606");
        Assert.AreEqual("202606", row.PartitionKey);
        Assert.AreEqual($"{DateTime.MaxValue.Ticks - Some.Noon.AddMinutes(-721 * 60).UtcTicks:D19}|{Some.Id(1)}", row.RowKey);
        Assert.AreEqual("202607|aws_123456789012", (await SingleAsync("anomalies202607")).PartitionKey);
    }

    // The storage is that of all tests, and some leave tables of other rooms behind.
    private static bool IsOfOthers(string table) => !table.StartsWith("anomalies", StringComparison.Ordinal) && table != "incidentindex" && !table.StartsWith("incidents2", StringComparison.Ordinal);

    [TestMethod]
    public async Task An_anomaly_that_left_its_incident_leaves_its_table()
    {
        var store = new TableIncidentStore(_service);
        await store.SaveAsync(Some.Incident(1, Some.Anomaly(1), Some.Anomaly(2, 1)), Cancel);

        await store.SaveAsync(Some.Incident(1, Some.Anomaly(1)), Cancel);

        Assert.AreEqual(Some.Id(1), (await SingleAsync("anomalies202607")).GetString("AnomalyId"));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "the winner is saved first")]
    [DataRow(false, DisplayName = "the loser is saved first")]
    public async Task An_anomaly_handed_over_by_a_merge_belongs_to_the_winner(bool winnerFirst)
    {
        var store = new TableIncidentStore(_service);
        await store.SaveAsync(Some.Incident(1, Some.Anomaly(1)), Cancel);
        await store.SaveAsync(Some.Incident(2, Some.Anomaly(2, 40)), Cancel);
        var winner = Some.Incident(1, Some.Anomaly(1), Some.Anomaly(3, 20), Some.Anomaly(2, 40));
        var loser = Some.Incident(2) with { Status = IncidentStatus.Resolved, MergedInto = Some.Id(1), Anomalies = [] };

        foreach (var incident in winnerFirst ? [winner, loser] : new[] { loser, winner })
        {
            await store.SaveAsync(incident, Cancel);
        }

        var rows = await _service.GetTableClient("anomalies202607").QueryAsync<TableEntity>(cancellationToken: Cancel).ToArrayAsync(Cancel);
        Assert.HasCount(3, rows);
        Assert.IsTrue(rows.All(row => row.GetString("IncidentId") == Some.Id(1)));
    }

    [TestMethod]
    public async Task A_month_dropped_while_we_run_is_made_again()
    {
        var store = new TableIncidentStore(_service);
        await store.SaveAsync(Some.Incident(1), Cancel);
        await DropTablesAsync();

        await store.SaveAsync(Some.Incident(1), Cancel);

        Assert.IsNotNull(await store.FindAsync(Some.Id(1), Cancel));
    }

    [TestMethod]
    public async Task A_move_that_was_cut_short_is_finished_by_the_next_save()
    {
        var store = new TableIncidentStore(_service);
        var early = Some.Incident(1, Some.Anomaly(1, -60));
        await store.SaveAsync(Some.Incident(1, Some.Anomaly(1)), Cancel);
        var former = await SingleAsync("incidents202607");

        // What stands after the index was written and before the row was.
        var index = await SingleAsync("incidentindex");
        var earlyTicks = DateTime.MaxValue.Ticks - early.FirstSeen.UtcTicks;
        index["Former"] = $"incidents202607/{former.PartitionKey}/{former.RowKey}";
        index["Current"] = $"incidents202607/202607/{earlyTicks:D19}|{Some.Id(1)}";
        await _service.GetTableClient("incidentindex").UpsertEntityAsync(index, TableUpdateMode.Replace, Cancel);
        Assert.AreEqual(Some.Noon, (await store.FindAsync(Some.Id(1), Cancel))?.FirstSeen, "The former row serves until then.");

        await store.SaveAsync(early, Cancel);

        Assert.AreEqual(early.FirstSeen, (await store.FindAsync(Some.Id(1), Cancel))?.FirstSeen);
        Assert.Contains($"{earlyTicks:D19}", (await SingleAsync("incidents202607")).RowKey);
        Assert.IsNull((await SingleAsync("incidentindex")).GetString("Former"));
    }

    [TestMethod]
    public async Task A_damaged_row_hides_no_other_and_is_replaced()
    {
        var store = new TableIncidentStore(_service);
        await store.SaveAsync(Some.Incident(1), Cancel);
        var row = await SingleAsync("incidents202607");
        row["Json0"] = new byte[] { 1, 2, 3 };
        await _service.GetTableClient("incidents202607").UpsertEntityAsync(row, TableUpdateMode.Replace, Cancel);
        await store.SaveAsync(Some.Incident(2), Cancel);

        Assert.AreEqual(Some.Id(2), Assert.ContainsSingle(await store.ListAsync(new IncidentQuery(), Cancel)).Id);
        await store.SaveAsync(Some.Incident(1), Cancel);
        Assert.HasCount(2, await store.ListAsync(new IncidentQuery(), Cancel));
    }

    [TestMethod]
    public async Task An_incident_too_long_for_a_row_loses_its_last_anomalies_and_says_so()
    {
        var random = new Random(11);
        string Noise() => new([.. Enumerable.Range(0, AnomalyJson.MaxDetailLength).Select(_ => (char)random.Next(0x4e00, 0x9fff))]);
        var incident = Some.Incident(1, [.. Enumerable.Range(1, 200).Select(number => Some.Anomaly(number, number) with
        {
            Reasons = [.. Enumerable.Range(0, AnomalyJson.MaxReasons).Select(_ => new Reason(Signal.Errors, 1, 0, 0, 9, Noise()))],
        })]);
        var store = new TableIncidentStore(_service);

        await store.SaveAsync(incident, Cancel);

        var found = await store.FindAsync(incident.Id, Cancel);
        Assert.IsNotNull(found);
        Assert.IsGreaterThan(0, found.Anomalies.Count);
        Assert.AreEqual(200, found.Anomalies.Count + found.AnomaliesLeftOut);
        Assert.IsGreaterThan(0, found.AnomaliesLeftOut);
    }

    [TestMethod]
    public async Task A_listing_reads_page_after_page()
    {
        var store = new TableIncidentStore(_service);
        await Parallel.ForAsync(0, 230, Cancel, async (number, cancel) => await store.SaveAsync(Some.Incident(number, Some.Anomaly(number, number)), cancel));

        var listed = await store.ListAsync(new IncidentQuery(Limit: 1000), Cancel);

        CollectionAssert.AreEqual(Enumerable.Range(0, 230).Reverse().Select(Some.Id).ToArray(), listed.Select(incident => incident.Id).ToArray());
    }

    private protected override async Task<IIncidentStore> CreateAsync()
    {
        _service = new TableServiceClient(await AzuriteServer.RequireAsync());
        await DropTablesAsync();
        return new TableIncidentStore(_service);
    }

    private async Task DropTablesAsync()
    {
        await foreach (var table in _service.QueryAsync(cancellationToken: Cancel))
        {
            if (table.Name.StartsWith("incident", StringComparison.Ordinal) || table.Name.StartsWith("anomalies", StringComparison.Ordinal))
            {
                await _service.DeleteTableAsync(table.Name, Cancel);
            }
        }
    }

    private async Task<TableEntity> SingleAsync(string table) =>
        Assert.ContainsSingle(await _service.GetTableClient(table).QueryAsync<TableEntity>(cancellationToken: Cancel).ToArrayAsync(Cancel));
}
