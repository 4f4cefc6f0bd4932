using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Tests.Alerting;

[TestClass]
public sealed class MemoryIncidentStoreTests : IncidentStoreContract
{
    [TestMethod]
    public async Task Beyond_its_capacity_the_one_first_seen_earliest_goes()
    {
        var store = new MemoryIncidentStore(capacity: 2);
        foreach (var number in new[] { 2, 1, 3 })
        {
            await store.SaveAsync(Some.Incident(number, Some.Anomaly(number, number)), TestContext.CancellationToken);
        }

        Assert.IsNull(await store.FindAsync(Some.Id(1), TestContext.CancellationToken));
        Assert.HasCount(2, await store.ListAsync(new IncidentQuery(), TestContext.CancellationToken));
    }

    private protected override Task<IIncidentStore> CreateAsync() => Task.FromResult<IIncidentStore>(new MemoryIncidentStore());
}
