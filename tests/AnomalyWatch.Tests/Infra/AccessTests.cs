using System.Text.RegularExpressions;

namespace AnomalyWatch.Tests.Infra;

/// <summary>Who may do what: the templates and the table in the README say the same, line by line.</summary>
[TestClass]
public sealed partial class AccessTests
{
    // As in the built-in roles of Azure.
    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["a638d3c7-ab3a-418d-83e6-5f17a39d4fde"] = "Azure Event Hubs Data Receiver",
        ["2b629674-e913-4c01-ae53-ef4638d8f975"] = "Azure Event Hubs Data Sender",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["8a0f0c08-91a1-4084-bc3d-661d67233fed"] = "Storage Queue Data Message Processor",
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
        ["19e7f393-937e-4f77-808e-94535e297925"] = "Storage Queue Data Reader",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["76199698-9eea-4c19-bc75-cec21354c6b6"] = "Storage Table Data Reader",
    };

    [TestMethod]
    public async Task Every_role_is_named_in_the_README_and_every_one_named_there_is_given()
    {
        var given = Assignments(await Deployment.OfAsync("large"));
        var named = await NamedAsync();
        Assert.AreEqual(string.Join('\n', named), string.Join('\n', given));
    }

    [TestMethod]
    public async Task Without_capture_nobody_writes_captured_events()
    {
        var small = Assignments(await Deployment.OfAsync("small"));
        var expected = (await NamedAsync()).Where(line => !line.StartsWith("capture |", StringComparison.Ordinal));
        Assert.AreEqual(string.Join('\n', expected), string.Join('\n', small));
    }

    [TestMethod]
    public async Task Roles_are_given_in_one_file_only()
    {
        foreach (var file in BicepCompiler.Templates(Path.Combine(SourceTree.Root!, "infra")).Where(file => Path.GetFileName(file) != "access.bicep"))
        {
            Assert.DoesNotContain("roleAssignments@", await File.ReadAllTextAsync(file), file);
        }
    }

    [TestMethod]
    public async Task Nobody_owns_a_hub_or_reads_another_apps_secrets()
    {
        var given = Assignments(await Deployment.OfAsync("large"));
        Assert.IsFalse(given.Any(line => line.Contains("Owner", StringComparison.Ordinal) && !line.EndsWith("own host account", StringComparison.Ordinal)));
        Assert.HasCount(2, given.Where(line => line.Contains("Key Vault", StringComparison.Ordinal) && line.EndsWith("own vault", StringComparison.Ordinal)));
    }

    private static List<string> Assignments(Deployment deployment) => [.. deployment.Of("Microsoft.Authorization/roleAssignments").Select(Describe).Order(StringComparer.Ordinal)];

    private static async Task<List<string>> NamedAsync() =>
    [
        .. (await File.ReadAllLinesAsync(Path.Combine(SourceTree.Root!, "infra", "README.md")))
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .Select(row => $"{row.Groups["app"].Value} | {row.Groups["role"].Value} | {row.Groups["where"].Value}")
            .Order(StringComparer.Ordinal),
    ];

    private static string Describe(PredictedResource assignment)
    {
        var app = Principal().Match(assignment.Value("principalId")!).Groups["app"].Value;
        var role = Roles[assignment.Value("roleDefinitionId")![^36..]];
        var parts = assignment.Scope.Split('/');
        var (kind, name) = (parts[^2], parts[^1]);
        var where = (kind, name) switch
        {
            ("eventhubs", _) => $"hub {name}",
            ("containers", _) => $"container {name}",
            ("tables", _) => $"table {name}",
            ("queues", _) => $"queue {name}",
            ("components", _) => "Application Insights",
            ("vaults", _) when name.EndsWith("v" + app[0], StringComparison.Ordinal) => "own vault",
            ("storageAccounts", _) when name.EndsWith("h" + app[0], StringComparison.Ordinal) => "own host account",
            ("storageAccounts", _) when name.EndsWith("data", StringComparison.Ordinal) => "data account",
            _ => assignment.Scope,
        };
        return $"{app} | {role} | {where}";
    }

    [GeneratedRegex("userAssignedIdentities/[a-z0-9]+-[a-z0-9]+-(?<app>[a-z]+)'")]
    private static partial Regex Principal();

    [GeneratedRegex(@"^\| (?<app>ingest|score|notify|capture) \| (?<role>[^|]+?) \| (?<where>[^|]+?) \| [^|]{10,} \|$")]
    private static partial Regex Row();
}
