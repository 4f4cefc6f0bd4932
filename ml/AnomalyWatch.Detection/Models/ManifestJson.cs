using System.Text.Json;

namespace AnomalyWatch.Detection.Models;

/// <summary>How manifests are written and read.</summary>
public static class ManifestJson
{
    /// <summary>Camel case, indented, a missing property is an error.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}
