using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Alerting;

/// <summary>What every incident store must do.</summary>
public abstract class IncidentStoreContract
{
    private const string Cart = "aws/123456789012/eu-west-1/cart";

    private IIncidentStore _store = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestInitialize]
    public async Task BeginEmpty() => _store = await CreateAsync();

    [TestMethod]
    public async Task An_unknown_incident_is_not_found() => Assert.IsNull(await _store.FindAsync(Some.Id(99), Cancel));

    [TestMethod]
    public async Task An_id_that_is_none_is_not_found() => Assert.IsNull(await _store.FindAsync("../a\\b#?\u0001", Cancel));

    [TestMethod]
    public async Task An_empty_store_lists_nothing() => Assert.IsEmpty(await _store.ListAsync(new IncidentQuery(), Cancel));

    [TestMethod]
    public async Task What_was_saved_is_found_again_to_the_last_digit()
    {
        var incident = Some.Incident(1, Some.Anomaly(1), Some.Anomaly(2, 3, Cart)) with
        {
            Status = IncidentStatus.Resolved,
            ResolvedAt = Some.Noon.AddTicks(1234567),
            Title = "checkout: <b>\u00fc\U0001F600\"",
            Confidence = 0.123456789,
            AnomaliesLeftOut = 3,
        };

        await _store.SaveAsync(incident, Cancel);

        AssertSame(incident, await _store.FindAsync(incident.Id, Cancel));
    }

    [TestMethod]
    public async Task A_later_state_replaces_the_earlier_one()
    {
        await _store.SaveAsync(Some.Incident(1), Cancel);
        var later = Some.Incident(1) with { Severity = Severity.Critical, Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon };

        await _store.SaveAsync(later, Cancel);

        AssertSame(later, await _store.FindAsync(later.Id, Cancel));
        Assert.HasCount(1, await _store.ListAsync(new IncidentQuery(), Cancel));
    }

    [TestMethod]
    public async Task Saving_the_same_state_again_changes_nothing()
    {
        await _store.SaveAsync(Some.Incident(1), Cancel);
        await _store.SaveAsync(Some.Incident(1), Cancel);

        AssertSame(Some.Incident(1), Assert.ContainsSingle(await _store.ListAsync(new IncidentQuery(), Cancel)));
    }

    [TestMethod]
    public async Task The_one_first_seen_last_comes_first_across_months()
    {
        foreach (var (number, minute) in new[] { (1, 0), (2, -50_000), (3, 50_000), (4, 5) })
        {
            await _store.SaveAsync(Some.Incident(number, Some.Anomaly(number, minute)), Cancel);
        }

        var listed = await _store.ListAsync(new IncidentQuery(), Cancel);

        CollectionAssert.AreEqual(new[] { Some.Id(3), Some.Id(4), Some.Id(1), Some.Id(2) }, listed.Select(incident => incident.Id).ToArray());
    }

    [TestMethod]
    public async Task Those_first_seen_at_once_come_by_id()
    {
        foreach (var number in new[] { 3, 1, 2 })
        {
            await _store.SaveAsync(Some.Incident(number), Cancel);
        }

        var listed = await _store.ListAsync(new IncidentQuery(), Cancel);

        CollectionAssert.AreEqual(new[] { Some.Id(1), Some.Id(2), Some.Id(3) }, listed.Select(incident => incident.Id).ToArray());
    }

    [TestMethod]
    public async Task An_incident_that_began_earlier_than_known_moves_and_is_listed_once()
    {
        await _store.SaveAsync(Some.Incident(1, Some.Anomaly(1, 0)), Cancel);
        await _store.SaveAsync(Some.Incident(2, Some.Anomaly(2, -10)), Cancel);
        var moved = Some.Incident(1, Some.Anomaly(3, -50_000), Some.Anomaly(1, 0));

        await _store.SaveAsync(moved, Cancel);

        AssertSame(moved, await _store.FindAsync(Some.Id(1), Cancel));
        var listed = await _store.ListAsync(new IncidentQuery(), Cancel);
        CollectionAssert.AreEqual(new[] { Some.Id(2), Some.Id(1) }, listed.Select(incident => incident.Id).ToArray());
    }

    [TestMethod]
    public async Task The_anomalies_of_one_incident_may_lie_in_different_months()
    {
        var incident = Some.Incident(1, Some.Anomaly(1, -721 * 60), Some.Anomaly(2, 0));

        await _store.SaveAsync(incident, Cancel);

        AssertSame(incident, await _store.FindAsync(incident.Id, Cancel));
    }

    [TestMethod]
    public async Task A_query_may_ask_for_a_status()
    {
        await _store.SaveAsync(Some.Incident(1), Cancel);
        await _store.SaveAsync(Some.Incident(2) with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon }, Cancel);

        Assert.AreEqual(Some.Id(1), Assert.ContainsSingle(await _store.ListAsync(new IncidentQuery(Status: IncidentStatus.Open), Cancel)).Id);
        Assert.AreEqual(Some.Id(2), Assert.ContainsSingle(await _store.ListAsync(new IncidentQuery(Status: IncidentStatus.Resolved), Cancel)).Id);
    }

    [TestMethod]
    public async Task A_query_may_ask_for_those_last_seen_since_a_time_inclusive()
    {
        await _store.SaveAsync(Some.Incident(1, Some.Anomaly(1, 0)), Cancel);
        await _store.SaveAsync(Some.Incident(2, Some.Anomaly(2, 10)), Cancel);

        Assert.HasCount(1, await _store.ListAsync(new IncidentQuery(Since: Some.Noon.AddMinutes(11)), Cancel));
        Assert.IsEmpty(await _store.ListAsync(new IncidentQuery(Since: Some.Noon.AddMinutes(11).AddTicks(1)), Cancel));
    }

    [TestMethod]
    public async Task A_query_may_ask_for_a_function()
    {
        await _store.SaveAsync(Some.Incident(1), Cancel);
        await _store.SaveAsync(Some.Incident(2, Some.Anomaly(2), Some.Anomaly(3, 1, Cart)), Cancel);

        Assert.AreEqual(Some.Id(2), Assert.ContainsSingle(await _store.ListAsync(new IncidentQuery(Function: Cart), Cancel)).Id);
    }

    [TestMethod]
    public async Task A_merged_incident_is_found_but_not_listed()
    {
        var merged = Some.Incident(1) with { Status = IncidentStatus.Resolved, MergedInto = Some.Id(2), ResolvedAt = Some.Noon, Anomalies = [] };
        await _store.SaveAsync(merged, Cancel);

        Assert.IsEmpty(await _store.ListAsync(new IncidentQuery(), Cancel));
        AssertSame(merged, await _store.FindAsync(merged.Id, Cancel));
    }

    [TestMethod]
    public async Task A_limit_takes_the_newest()
    {
        for (var number = 1; number <= 5; number++)
        {
            await _store.SaveAsync(Some.Incident(number, Some.Anomaly(number, number)), Cancel);
        }

        var listed = await _store.ListAsync(new IncidentQuery(Limit: 2), Cancel);

        CollectionAssert.AreEqual(new[] { Some.Id(5), Some.Id(4) }, listed.Select(incident => incident.Id).ToArray());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1001)]
    public async Task A_limit_out_of_range_is_refused(int limit) =>
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => _store.ListAsync(new IncidentQuery(Limit: limit), Cancel));

    [TestMethod]
    public async Task Names_from_outside_may_hold_anything()
    {
        const string Function = "other/a\\b#c?d\u0001\u007f/\u00e9 <script>";
        var incident = Some.Incident(1, Some.Anomaly(1, 0, Function) with { Principal = "x/y\\z#\n?" });

        await _store.SaveAsync(incident, Cancel);

        AssertSame(incident, Assert.ContainsSingle(await _store.ListAsync(new IncidentQuery(Function: Function), Cancel)));
    }

    [TestMethod]
    public async Task The_largest_incident_of_the_fold_is_kept_whole()
    {
        var random = new Random(7);
        var incident = Some.Incident(1, [.. Enumerable.Range(1, 200).Select(number => Some.Anomaly(number, number, $"other/{random.Next()}/{random.Next()}") with
        {
            Reasons = [.. Enumerable.Range(0, 7).Select(_ => new AnomalyWatch.Detection.Verdicts.Reason(
                AnomalyWatch.Detection.Verdicts.Signal.Errors, random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble(), $"{random.NextInt64()}"))],
        })]);

        await _store.SaveAsync(incident, Cancel);

        AssertSame(incident, await _store.FindAsync(incident.Id, Cancel));
    }

    /// <summary>An empty store.</summary>
    private protected abstract Task<IIncidentStore> CreateAsync();

    private static void AssertSame(Incident expected, Incident? actual)
    {
        Assert.IsNotNull(actual);
        Assert.AreEqual(
            System.Text.Encoding.UTF8.GetString(IncidentJson.ToUtf8Bytes(expected)),
            System.Text.Encoding.UTF8.GetString(IncidentJson.ToUtf8Bytes(actual)));
        Assert.IsTrue(expected.Anomalies.Zip(actual.Anomalies).All(pair => AnomalyContent.Same(pair.First, pair.Second)));
    }
}
