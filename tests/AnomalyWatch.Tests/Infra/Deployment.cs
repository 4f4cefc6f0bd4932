using System.Text.Json;

namespace AnomalyWatch.Tests.Infra;

/// <summary>What one parameter file would make in Azure, as the compiler predicts it without Azure: every resource with its values.</summary>
internal sealed class Deployment
{
    private const string Group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/watch/providers/";

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static readonly Dictionary<string, Deployment> Known = new(StringComparer.Ordinal);

    private Deployment(JsonElement root)
    {
        Resources = [.. root.GetProperty("predictedResources").EnumerateArray().Select(resource => new PredictedResource(resource))];
        Outputs = root.GetProperty("outputs");
        Text = root.GetRawText();
    }

    /// <summary>Every resource.</summary>
    public IReadOnlyList<PredictedResource> Resources { get; }

    /// <summary>What the deployment gives out.</summary>
    public JsonElement Outputs { get; }

    /// <summary>All of it as text.</summary>
    public string Text { get; }

    /// <summary>The deployment of a size (<c>small</c>, <c>medium</c>, <c>large</c>), predicted once.</summary>
    public static Task<Deployment> OfAsync(string size) => OfAsync(size, with: "");

    /// <summary>The same with a parameter of <c>main.bicep</c> set beside those of the size (<c>param x = 1</c>).</summary>
    public static async Task<Deployment> OfAsync(string size, string with)
    {
        await Gate.WaitAsync();
        try
        {
            if (!Known.TryGetValue(size + with, out var deployment))
            {
                deployment = await PredictAsync(size, with);
                Known[size + with] = deployment;
            }

            return deployment;
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>The resources of a type.</summary>
    public IEnumerable<PredictedResource> Of(string type) => Resources.Where(resource => resource.Type == type);

    /// <summary>The settings of an app.</summary>
    public IReadOnlyDictionary<string, string> SettingsOf(string stage) => Of("Microsoft.Web/sites/config")
        .Single(config => config.Name.EndsWith($"-{stage}/appsettings", StringComparison.Ordinal))
        .Properties.EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!, StringComparer.Ordinal);

    private static async Task<Deployment> PredictAsync(string size, string with)
    {
        using var compiler = new BicepCompiler();
        await File.AppendAllTextAsync(Path.Combine(compiler.Folder, "parameters", $"{size}.bicepparam"), with);
        var parts = Group.Split('/');
        var (_, complaints) = await compiler.RunAsync(
            "snapshot", $"parameters/{size}.bicepparam", "--mode", "overwrite", "--subscription-id", parts[2], "--resource-group", parts[4], "--location", "westeurope", "--tenant-id", parts[2]);
        Assert.AreEqual("", complaints);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(compiler.Folder, "parameters", $"{size}.snapshot.json"));
        using var document = JsonDocument.Parse(bytes);
        Assert.AreEqual(0, document.RootElement.GetProperty("diagnostics").GetArrayLength(), "what could not be predicted");
        return new Deployment(document.RootElement.Clone());
    }
}
