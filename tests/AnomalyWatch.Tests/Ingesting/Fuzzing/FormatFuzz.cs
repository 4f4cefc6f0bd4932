using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting.Fuzzing;

/// <summary>Reads mutated bodies in one format and holds what must hold for any bytes.</summary>
internal static class FormatFuzz
{
    /// <summary>The formats whose fixtures are mutated.</summary>
    public static readonly string[] SourceNames =
        [Sources.AzureMonitor, Sources.AwsCloudWatch, Sources.AwsFirehose, Sources.AwsCloudTrail, Sources.AwsTelemetry, Sources.GcpLogging];

    private const double AllowanceMs = 50;
    private const int AllowanceBytes = 100_000;

    // What may be allocated for a body. The worst is one of the shortest records there are, {}, which cost a few hundred bytes each.
    private const long FixedBytes = 1024 * 1024;
    private const long BytesPerByte = 400;

    /// <summary>Reads so many bodies made of the fixtures of a format, and of the recorded payloads where they are at hand.</summary>
    public static FuzzOutcome Run(string source, int inputs, bool timed)
    {
        var mutator = new BodyMutator(Seeds(source), seed: 20260701);
        var (accepted, refused, largest, most, slowest) = (0L, 0, 0, 0L, 0d);
        for (var i = 0; i < inputs; i++)
        {
            var body = mutator.Next();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = Environment.CpuUsage.TotalTime;
            var result = FormatReading.Read(source, body, "aws/123456789012/eu-west-1/checkout");
            var share = Share(began, mutator.UnpackedLength);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Hold(result, mutator.UnpackedLength, allocated, i);
            accepted += result.Records.Count;
            refused += result.Status == IngestStatus.Read ? 0 : 1;
            (largest, most) = (Math.Max(largest, body.Length), Math.Max(most, allocated));
            if (timed && share > slowest)
            {
                slowest = Math.Max(slowest, Math.Min(share, Math.Min(Again(source, body, mutator.UnpackedLength), Again(source, body, mutator.UnpackedLength))));
            }
        }

        return new FuzzOutcome(inputs, accepted, refused, largest, most, slowest);
    }

    private static void Hold(IngestResult result, int length, long allocated, int number)
    {
        Assert.IsLessThanOrEqualTo(FixedBytes + (BytesPerByte * length), allocated, $"input {number} of {length} bytes unpacked");
        Assert.IsTrue(result.RejectedCount >= result.Rejections.Count && result.NotInvocations >= 0, $"input {number}");
        Assert.IsTrue(result.Status == IngestStatus.Read || (result.Records.Count == 0 && result.Error is { Length: < 400 }), $"input {number}");
        foreach (var record in result.Records)
        {
            var violation = record.Change is { } change ? InvocationRules.Violation(change) : InvocationRules.Violation(record.Invocation);
            Assert.IsNull(violation, $"input {number}");
        }

        foreach (var rejection in result.Rejections)
        {
            Assert.IsLessThan(400, rejection.Reason.Length, $"input {number}");
        }
    }

    // The process's own time, since the machine may be busy; a collection of garbage falls into some body's turn, so a slow one is read again.
    private static double Again(string source, byte[] body, int length)
    {
        var began = Environment.CpuUsage.TotalTime;
        FormatReading.Read(source, body, "aws/123456789012/eu-west-1/checkout");
        return Share(began, length);
    }

    private static double Share(TimeSpan began, int length) =>
        (Environment.CpuUsage.TotalTime - began).TotalMilliseconds / (AllowanceMs * Math.Max(1, (double)length / AllowanceBytes));

    private static List<byte[]> Seeds(string source) =>
    [
        .. Directory.GetFiles(Path.Combine(SourceTree.Root!, "tests", "fixtures", source))
            .Where(path => Path.GetExtension(path) is ".json" or ".jsonl")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
    ];
}
