using System.Text;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>Makes requests of one record, in which what was refused of a larger one is kept.</summary>
/// <param name="byResource">What the parts of a resource are called, <c>resourceSpans</c>.</param>
/// <param name="byScope">What the parts of a scope are called.</param>
/// <param name="records">What the records are called.</param>
internal sealed class OtlpJsonRequest(string byResource, string byScope, string records)
{
    private readonly byte[] _begin = Encoding.UTF8.GetBytes($$"""{"{{byResource}}":["""), _resource = Encoding.UTF8.GetBytes("""{"resource":""");
    private readonly byte[] _scopes = Encoding.UTF8.GetBytes($$""","{{byScope}}":["""), _records = Encoding.UTF8.GetBytes($$"""{"{{records}}":[""");

    /// <summary>A request of one part of a resource as it came.</summary>
    public ReadOnlyMemory<byte> OfPart(ReadOnlyMemory<byte> part) => (byte[])[.. _begin, .. part.Span, .. "]}"u8];

    /// <summary>A request of one part of a scope as it came.</summary>
    /// <param name="resource">The object of its resource; empty where it has none.</param>
    /// <param name="part">The part.</param>
    public ReadOnlyMemory<byte> OfScope(ReadOnlyMemory<byte> resource, ReadOnlyMemory<byte> part) =>
        (byte[])[.. _begin, .. _resource, .. Told(resource), .. _scopes, .. part.Span, .. "]}]}"u8];

    /// <summary>A request of one record.</summary>
    /// <param name="resource">The object of its resource; empty where it has none.</param>
    /// <param name="record">The record.</param>
    public ReadOnlyMemory<byte> OfRecord(ReadOnlyMemory<byte> resource, ReadOnlyMemory<byte> record) =>
        (byte[])[.. _begin, .. _resource, .. Told(resource), .. _scopes, .. _records, .. record.Span, .. "]}]}]}"u8];

    private static ReadOnlySpan<byte> Told(ReadOnlyMemory<byte> resource) => resource.IsEmpty ? "{}"u8 : resource.Span;
}
