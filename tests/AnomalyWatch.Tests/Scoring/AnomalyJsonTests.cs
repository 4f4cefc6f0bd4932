using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class AnomalyJsonTests
{
    [TestMethod]
    public void A_history_is_read_back_with_its_gaps()
    {
        var anomaly = Some.Anomaly() with { History = [1, 0.5, double.NaN, 5210] };
        Assert.IsTrue(AnomalyContent.Same(anomaly, ReadBack(anomaly)));
    }

    [TestMethod]
    public void Of_a_long_history_the_newest_values_are_kept()
    {
        var read = ReadBack(Some.Anomaly() with { History = [.. Enumerable.Range(0, 1000).Select(value => (double)value)] });
        Assert.HasCount(AnomalyJson.MaxHistory, read.History);
        Assert.AreEqual(999, read.History[^1]);
    }

    [TestMethod]
    public void A_history_that_is_none_is_refused_by_its_place()
    {
        var text = System.Text.Encoding.UTF8.GetString(Write(Some.Anomaly() with { History = [1, 2] }).Span).Replace("[1,2]", "[1,\"2\"]", StringComparison.Ordinal);
        using var document = JsonDocument.Parse(text);
        var fault = Assert.ThrowsExactly<FormatException>(() => AnomalyJson.Read(document.RootElement));
        Assert.AreEqual("history[1] is not a number.", fault.Message);
    }

    private static Anomaly ReadBack(Anomaly anomaly)
    {
        using var document = JsonDocument.Parse(Write(anomaly));
        return AnomalyJson.Read(document.RootElement);
    }

    private static ReadOnlyMemory<byte> Write(Anomaly anomaly)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            AnomalyJson.Write(json, anomaly);
        }

        return buffer.WrittenMemory;
    }
}
