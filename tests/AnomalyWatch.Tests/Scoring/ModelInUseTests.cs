using System.Diagnostics.Metrics;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
[DoNotParallelize]
public sealed class ModelInUseTests
{
    [TestMethod]
    public void The_model_says_until_when_it_was_trained_and_whether_it_came_with_the_program()
    {
        var shipped = ScoringModel.Default.Manifest;
        ModelInUse.Record(shipped);
        Assert.AreEqual((shipped.To.ToUnixTimeSeconds(), true), Observed());
        ModelInUse.Record(shipped with { ModelSha256 = new string('a', 64), To = Some.Noon });
        Assert.AreEqual((Some.Noon.ToUnixTimeSeconds(), false), Observed());
        ModelInUse.Record(shipped);
    }

    private static (long Until, bool Shipped) Observed()
    {
        (long, bool)? observed = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "anomalywatch.scoring.model_trained_until")
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "shipped")
                {
                    observed = (value, (bool)tag.Value!);
                }
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return observed ?? throw new AssertFailedException("nothing was observed");
    }
}
