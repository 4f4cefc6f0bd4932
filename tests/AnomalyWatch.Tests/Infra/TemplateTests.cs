namespace AnomalyWatch.Tests.Infra;

[TestClass]
public sealed class TemplateTests
{
    // Everything else is a module of these.
    private static readonly string[] Roots = ["main.bicep", "azd.bicep", "modules/watch-function-app.bicep", "modules/watch-application-insights.bicep"];

    public required TestContext TestContext { get; set; }

    public static IEnumerable<object[]> RootTemplates => Roots.Select(root => new object[] { root });

    [TestMethod]
    [DynamicData(nameof(RootTemplates))]
    public async Task A_template_compiles_without_a_warning_and_asks_nothing_for_a_key(string root)
    {
        using var compiler = new BicepCompiler();
        var (arm, complaints) = await compiler.RunAsync("build", root, "--stdout");
        Assert.AreEqual("", complaints);
        foreach (var asking in new[] { "listKeys", "listAccountSas", "listServiceSas", "listSecrets", "listConnectionStrings", "list(" })
        {
            Assert.DoesNotContain(asking, arm, StringComparison.OrdinalIgnoreCase);
        }
    }

    [TestMethod]
    [DataRow("param unused string\n", "no-unused-params")]
    [DataRow("output key string = storage.listKeys().keys[0].value\nresource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = { name: 'some' }\n", "outputs-should-not-contain-secrets")]
    [DataRow("resource s 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: 'some', location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: { alowSharedKeyAccess: false } }\n", "alowSharedKeyAccess")]
    public async Task What_is_wrong_with_a_template_is_told(string bicep, string complaint)
    {
        using var compiler = new BicepCompiler();
        await File.WriteAllTextAsync(Path.Combine(compiler.Folder, "wrong.bicep"), bicep, TestContext.CancellationToken);
        var (_, complaints) = await compiler.RunAsync("build", "wrong.bicep", "--stdout");
        Assert.Contains(complaint, complaints);
    }

    [TestMethod]
    public async Task Every_module_is_part_of_something_that_is_compiled()
    {
        using var compiler = new BicepCompiler();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in BicepCompiler.Templates(compiler.Folder))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.CancellationToken);
            named.UnionWith(text.Split('\'').Where(part => part.EndsWith(".bicep", StringComparison.Ordinal)).Select(Path.GetFileName)!);
        }

        var left = BicepCompiler.Templates(compiler.Folder)
            .Where(file => Path.GetExtension(file) == ".bicep" && !named.Contains(Path.GetFileName(file)))
            .Select(file => Path.GetRelativePath(compiler.Folder, file))
            .Except(Roots);
        Assert.AreEqual("", string.Join(", ", left));
    }

    [TestMethod]
    public async Task The_watching_module_writes_to_the_hub_that_is_read()
    {
        using var compiler = new BicepCompiler();
        foreach (var module in Roots.Where(root => root.Contains("watch-", StringComparison.Ordinal)))
        {
            var (arm, _) = await compiler.RunAsync("build", module, "--stdout");
            Assert.Contains($"\"defaultValue\": \"{AnomalyWatch.Pipeline.Streaming.HubNames.AzureLogs}\"", arm);
            Assert.Contains("eventHubAuthorizationRuleId", arm);
        }
    }
}
