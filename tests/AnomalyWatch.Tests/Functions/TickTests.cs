using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Functions;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Functions;

[TestClass]
public sealed class TickTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Every_partition_is_told_what_time_it_is()
    {
        var time = new FakeTimeProvider(Some.Noon);
        var hub = new InMemoryHub("invocations", 3, time);
        using var pipeline = new InvocationPipeline(
            hub,
            new InMemoryHub("findings", 1, time),
            new MemoryIncidentStore(),
            new Detector(new DetectorOptions(), ScoringModel.Default),
            new PipelineOptions(ClockMode.Wall, "door", time));
        await new Tick(pipeline.Door).RunAsync(new TimerInfo(), TestContext.CancellationToken);
        for (var partition = 0; partition < 3; partition++)
        {
            var told = (await hub.ReadAsync(partition, 0, 9, TestContext.CancellationToken).ToListAsync(TestContext.CancellationToken)).Single();
            Assert.IsTrue(PackReader.TryReadHeader(told, out var header, out _, out _));
            Assert.AreEqual(PackMark.Tick, header!.Mark);
            Assert.AreEqual(Some.Noon, header.Clock);
        }
    }
}
