using AnomalyWatch.Pipeline.Ingesting;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Serving.Http;

/// <summary>Where deliveries are posted: <c>/api/ingest/{source}</c>, and at the root where a protocol fixes the path.</summary>
public static class IngestPath
{
    /// <summary>The path before the source's name.</summary>
    public const string Prefix = "/api/ingest";

    /// <summary>The paths that OTLP/HTTP fixes.</summary>
    public const string Traces = "/v1/traces";

    /// <summary>The paths that OTLP/HTTP fixes.</summary>
    public const string Logs = "/v1/logs";

    /// <summary>The source that a path names, known or not; null for a path that takes nothing in.</summary>
    public static string? SourceOf(PathString path) =>
        path.Equals(Traces, StringComparison.OrdinalIgnoreCase) ? Sources.OtlpTraces
        : path.Equals(Logs, StringComparison.OrdinalIgnoreCase) ? Sources.OtlpLogs
        : path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase, out var rest) ? rest.Value?.Trim('/') ?? ""
        : null;
}
