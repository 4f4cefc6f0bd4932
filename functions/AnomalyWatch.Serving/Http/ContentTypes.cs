using System.Net.Http.Headers;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Serving.Http;

/// <summary>
/// The types of body that are taken in. A web page can post text/plain, forms and untyped bodies anywhere without asking, so those are not
/// among them; for the others its browser asks first, and gets no permission.
/// </summary>
public static class ContentTypes
{
    /// <summary>What to say to others.</summary>
    public const string WhatIsTakenIn =
        "The Content-Type must be application/json, application/x-ndjson, or application/octet-stream for what comes compressed; for OTLP also application/x-protobuf, for CloudEvents application/cloudevents+json and application/cloudevents-batch+json; a charset, if named, utf-8.";

    private const string Protobuf = "application/x-protobuf";

    private static readonly string[] TakenIn = ["application/json", "application/x-ndjson", "application/octet-stream"];
    private static readonly string[] Structured = ["application/cloudevents+json", "application/cloudevents-batch+json"];

    /// <summary>Whether a header names a type that is taken in, in UTF-8.</summary>
    /// <param name="header">The header <c>Content-Type</c>.</param>
    /// <param name="source">The source that the delivery is posted to.</param>
    /// <param name="isBinaryEvent">Whether it is a CloudEvent in the binary mode, whose body may be of any source's type.</param>
    public static bool IsTakenIn(string? header, string source, bool isBinaryEvent) =>
        MediaTypeHeaderValue.TryParse(header, out var type)
        && Of(source, isBinaryEvent).Contains(type.MediaType, StringComparer.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static string[] Of(string source, bool isBinaryEvent) => source switch
    {
        Sources.OtlpTraces or Sources.OtlpLogs => [Protobuf, "application/json"],
        Sources.CloudEvents => isBinaryEvent ? [.. TakenIn, Protobuf] : Structured,
        _ => TakenIn,
    };
}
