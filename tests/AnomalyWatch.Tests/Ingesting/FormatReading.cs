using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

/// <summary>Reads a body as the door does.</summary>
internal static class FormatReading
{
    /// <summary>A file of tests/fixtures.</summary>
    public static byte[] Fixture(string path) => File.ReadAllBytes(Path.Combine(SourceTree.Root!, "tests", "fixtures", path));

    /// <summary>A file of the recorded payloads; ends the test as inconclusive where they are absent.</summary>
    public static byte[] Payload(string path) => File.ReadAllBytes(SharedFolder.File("data/payload-fixtures/" + path));

    public static IngestResult Read(string source, byte[] body, string? function = null) =>
        DeliveryReader.Read(new Delivery(source, body, null, Some.Noon, function));

    public static IngestResult Read(string source, string body, string? function = null) => Read(source, Encoding.UTF8.GetBytes(body), function);

    /// <summary>The invocations of a fixture, of which nothing may be refused.</summary>
    public static List<Invocation> Invocations(string source, byte[] body, string? function = null) =>
        [.. Sound(source, body, function).Records.Where(record => record.Change is null).Select(record => record.Invocation)];

    /// <summary>The changes of a fixture, of which nothing may be refused.</summary>
    public static List<Change> Changes(string source, byte[] body) => [.. Sound(source, body, null).Records.Select(record => record.Change).OfType<Change>()];

    private static IngestResult Sound(string source, byte[] body, string? function)
    {
        var result = Read(source, body, function);
        Assert.AreEqual(IngestStatus.Read, result.Status, result.Error);
        Assert.AreEqual(0, result.RejectedCount, result.RejectedCount > 0 ? result.Rejections[0].Reason : "");
        return result;
    }
}
