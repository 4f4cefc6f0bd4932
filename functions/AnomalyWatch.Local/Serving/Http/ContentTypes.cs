using System.Net.Http.Headers;

namespace AnomalyWatch.Local.Serving.Http;

/// <summary>
/// The types of body that are taken in. A web page can post text/plain, forms and untyped bodies anywhere without asking, so those are not
/// among them; for the others its browser asks first, and gets no permission.
/// </summary>
internal static class ContentTypes
{
    /// <summary>What to say to others.</summary>
    public const string WhatIsTakenIn =
        "The Content-Type must be application/json, application/x-ndjson, or application/octet-stream for what comes compressed; a charset, if named, utf-8.";

    private static readonly string[] TakenIn = ["application/json", "application/x-ndjson", "application/octet-stream"];

    /// <summary>Whether a header names a type that is taken in, in UTF-8.</summary>
    public static bool IsTakenIn(string? header) =>
        MediaTypeHeaderValue.TryParse(header, out var type)
        && TakenIn.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
