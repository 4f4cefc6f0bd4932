using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What an entry of the audit log was done to.</summary>
/// <param name="Project">The project, or null.</param>
/// <param name="Region">The region, or null.</param>
/// <param name="Name">The service's or function's name, or null where it is neither.</param>
internal readonly record struct GcpResource(string? Project, string? Region, string? Name)
{
    private const int LongestName = 1024;

    /// <summary>
    /// Reads <c>projects/../locations/../functions/..</c>, <c>../services/..</c> or <c>namespaces/../services/..</c>, and the labels for what it
    /// leaves out. The project is that of the labels where there is one: a resource's name may hold its number instead.
    /// </summary>
    public static GcpResource Of(JsonElement entry, JsonElement audit)
    {
        var labels = entry.Object("resource")?.Object("labels");
        string? project = null, region = null, name = null;
        var resource = audit.Text("resourceName");
        var parts = resource?.Length <= LongestName ? resource.Split('/') : [];
        for (var i = 0; i + 1 < parts.Length; i += 2)
        {
            switch (parts[i])
            {
                case "projects" or "namespaces":
                    project ??= parts[i + 1];
                    break;
                case "locations":
                    region ??= parts[i + 1];
                    break;
                case "services" or "functions":
                    name ??= parts[i + 1];
                    break;
                default:
                    break;
            }
        }

        return new GcpResource(
            labels?.Text("project_id") ?? GcpFunction.ProjectIn(entry.Text("logName")) ?? project,
            region ?? labels?.Text("location", "region") ?? FirstLocation(audit),
            name ?? labels?.Text("service_name", "function_name"));
    }

    private static string? FirstLocation(JsonElement audit)
    {
        if (audit.Object("resourceLocation") is { } location)
        {
            foreach (var region in location.Elements("currentLocations"))
            {
                return region.ValueKind == JsonValueKind.String ? region.GetString() : null;
            }
        }

        return null;
    }
}
