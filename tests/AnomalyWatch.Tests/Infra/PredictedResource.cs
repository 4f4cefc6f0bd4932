using System.Text.Json;

namespace AnomalyWatch.Tests.Infra;

/// <summary>One resource of a deployment.</summary>
internal sealed class PredictedResource(JsonElement json)
{
    /// <summary>Its id; what a role assignment or a diagnostic setting belongs to stands before the last <c>/providers/</c>.</summary>
    public string Id { get; } = json.GetProperty("id").GetString()!;

    /// <summary>Its type.</summary>
    public string Type { get; } = json.GetProperty("type").GetString()!;

    /// <summary>Its name, with its parents' before it.</summary>
    public string Name { get; } = json.GetProperty("name").GetString()!;

    /// <summary>Its last name.</summary>
    public string ShortName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>All of it.</summary>
    public JsonElement Json { get; } = json;

    /// <summary>Its properties.</summary>
    public JsonElement Properties => Json.GetProperty("properties");

    /// <summary>What an extension resource belongs to.</summary>
    public string Scope => Id[..Id.LastIndexOf("/providers/", StringComparison.Ordinal)];

    /// <summary>A value by its path (<c>networkAcls.defaultAction</c>), as text; null where it is not there.</summary>
    public string? Value(string path)
    {
        var at = Properties;
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at.ValueKind == JsonValueKind.Null ? null : at.ToString();
    }
}
