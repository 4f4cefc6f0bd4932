using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting.Otlp;

[TestClass]
public sealed class OtlpLogsTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Lambdas_own_lines_tell_a_start_and_an_invocation_and_the_codes_own_lines_nothing(bool isProtobuf)
    {
        var result = Read(Fixture.Bytes(Sources.OtlpLogs, "lambda.json"), isProtobuf);

        Assert.AreEqual((2, 1, 0), (result.Records.Count, result.NotInvocations, result.RejectedCount));
        Assert.AreEqual(InvocationKind.Start, result.Records[0].Invocation.Kind);
        var call = result.Records[1].Invocation;
        Assert.AreEqual("aws/123456789012/eu-west-1/checkout", call.Function);
        Assert.AreEqual(result.Records[0].Invocation.Id, call.Id);
        Assert.AreEqual((812.5, 813d, 71d, 128d, 120.5), (call.DurationMs, call.BilledMs, call.MemoryMb, call.MemoryLimitMb, call.InitMs));
        Assert.AreEqual(Some.Noon.AddMilliseconds(900 - 812.5), call.Start);
    }

    [TestMethod]
    [DataRow("logs.json")]
    [DataRow("events.json")]
    public void Logs_of_others_are_not_for_us(string name)
    {
        foreach (var isProtobuf in new[] { false, true })
        {
            var result = Read(Fixture.Bytes(Sources.OtlpLogs, name), isProtobuf);
            Assert.AreEqual((0, 1, 0), (result.Records.Count, result.NotInvocations, result.RejectedCount));
        }
    }

    private static IngestResult Read(byte[] json, bool isProtobuf) => DeliveryReader.Read(new Delivery(
        Sources.OtlpLogs, isProtobuf ? OtlpProtobuf.Of(json) : json, null, Some.Noon, ContentType: isProtobuf ? "application/x-protobuf" : "application/json"));
}
