using System.Globalization;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting.Fuzzing;

[TestClass]
public sealed class FormatFuzzTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow(Sources.AzureMonitor)]
    [DataRow(Sources.AwsCloudWatch)]
    [DataRow(Sources.AwsFirehose)]
    [DataRow(Sources.AwsCloudTrail)]
    [DataRow(Sources.AwsTelemetry)]
    [DataRow(Sources.GcpLogging)]
    public void Twenty_thousand_bodies_that_nobody_meant_do_no_harm(string source)
    {
        var outcome = FormatFuzz.Run(source, 20_000, timed: false);

        // Else only the outermost checks were tried.
        Assert.IsGreaterThan(1_000, outcome.Accepted);
        Assert.IsGreaterThan(1_000, outcome.Refused);
    }

    [TestMethod]
    [TestCategory("Long")]
    [DataRow(Sources.AzureMonitor)]
    [DataRow(Sources.AwsCloudWatch)]
    [DataRow(Sources.AwsFirehose)]
    [DataRow(Sources.AwsCloudTrail)]
    [DataRow(Sources.AwsTelemetry)]
    [DataRow(Sources.GcpLogging)]
    public void A_million_bodies_that_nobody_meant_do_no_harm_and_none_is_slow(string source)
    {
        var outcome = FormatFuzz.Run(source, 1_000_000, timed: true);
        TestContext.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {source} | {outcome.Inputs:N0} | {outcome.Accepted:N0} | {outcome.Refused:N0} | {outcome.LargestInput:N0} | {outcome.MostAllocated:N0} | {outcome.SlowestShare * 50:0.0} |"));
    }
}
