using System.Diagnostics.Metrics;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Streaming;

[TestClass]
public sealed class StreamLagTests
{
    [TestMethod]
    public void A_hub_is_as_far_behind_as_its_slowest_partition_and_never_ahead()
    {
        StreamLag.Record("lag-test", 0, Some.Noon, Some.Noon.AddSeconds(3));
        StreamLag.Record("lag-test", 1, Some.Noon, Some.Noon.AddSeconds(90));
        StreamLag.Record("lag-test-ahead", 0, Some.Noon.AddSeconds(2), Some.Noon);
        Assert.AreEqual(90, Observed("lag-test"));
        Assert.AreEqual(0, Observed("lag-test-ahead"));
        StreamLag.Record("lag-test", 1, Some.Noon.AddSeconds(90), Some.Noon.AddSeconds(91));
        Assert.AreEqual(3, Observed("lag-test"));
    }

    private static double Observed(string hub)
    {
        double? observed = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "anomalywatch.stream.lag")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (tags[0].Value is string name && name == hub)
            {
                observed = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return observed ?? throw new AssertFailedException("nothing was observed");
    }
}
