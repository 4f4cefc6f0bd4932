using System.Text.RegularExpressions;

namespace AnomalyWatch.Tests.Infra;

/// <summary>What every resource must be like, whatever the size. Each test names the resources that are not.</summary>
[TestClass]
public sealed partial class SecurityPostureTests
{
    private static readonly string[] Stages = ["ingest", "score", "notify"];

    // Neither logs nor metrics of their own, or a part of something that has.
    private static readonly HashSet<string> WithoutDiagnostics =
    [
        "Microsoft.Authorization/roleAssignments", "Microsoft.Consumption/budgets", "Microsoft.ManagedIdentity/userAssignedIdentities",
        "Microsoft.EventHub/namespaces/authorizationRules", "Microsoft.EventHub/namespaces/eventhubs", "Microsoft.EventHub/namespaces/eventhubs/consumergroups",
        "Microsoft.EventHub/namespaces/networkRuleSets", "Microsoft.Insights/actionGroups", "Microsoft.Insights/components", "Microsoft.Insights/diagnosticSettings",
        "Microsoft.Insights/metricAlerts", "Microsoft.Insights/scheduledQueryRules", "Microsoft.Insights/workbooks",
        "Microsoft.Storage/storageAccounts/blobServices/containers", "Microsoft.Storage/storageAccounts/managementPolicies",
        "Microsoft.Storage/storageAccounts/queueServices/queues", "Microsoft.Storage/storageAccounts/tableServices/tables",
        "Microsoft.Web/serverfarms", "Microsoft.Web/sites/basicPublishingCredentialsPolicies", "Microsoft.Web/sites/config",
        "Microsoft.Network/privateDnsZones", "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "Microsoft.Network/privateEndpoints",
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    ];

    [TestMethod]
    [DataRow("Microsoft.EventHub/namespaces", "disableLocalAuth", "True")]
    [DataRow("Microsoft.EventHub/namespaces", "minimumTlsVersion", "1.2")]
    [DataRow("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", "False")]
    [DataRow("Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", "False")]
    [DataRow("Microsoft.Storage/storageAccounts", "allowCrossTenantReplication", "False")]
    [DataRow("Microsoft.Storage/storageAccounts", "minimumTlsVersion", "TLS1_2")]
    [DataRow("Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly", "True")]
    [DataRow("Microsoft.Storage/storageAccounts/blobServices/containers", "publicAccess", "None")]
    [DataRow("Microsoft.KeyVault/vaults", "enableRbacAuthorization", "True")]
    [DataRow("Microsoft.KeyVault/vaults", "enablePurgeProtection", "True")]
    [DataRow("Microsoft.KeyVault/vaults", "enableSoftDelete", "True")]
    [DataRow("Microsoft.KeyVault/vaults", "enabledForTemplateDeployment", "False")]
    [DataRow("Microsoft.Insights/components", "DisableLocalAuth", "True")]
    [DataRow("Microsoft.OperationalInsights/workspaces", "features.disableLocalAuth", "True")]
    [DataRow("Microsoft.Web/sites", "httpsOnly", "True")]
    [DataRow("Microsoft.Web/sites", "siteConfig.minTlsVersion", "1.2")]
    [DataRow("Microsoft.Web/sites", "siteConfig.scmMinTlsVersion", "1.2")]
    [DataRow("Microsoft.Web/sites", "siteConfig.ftpsState", "Disabled")]
    [DataRow("Microsoft.Web/sites", "siteConfig.remoteDebuggingEnabled", "False")]
    [DataRow("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "allow", "False")]
    public async Task Every_resource_of_a_type_is_closed(string type, string property, string value)
    {
        foreach (var size in new[] { "small", "large" })
        {
            var resources = (await Deployment.OfAsync(size)).Of(type).ToList();
            Assert.AreNotEqual(0, resources.Count, $"{size} has no {type}");
            Assert.AreEqual("", Names(resources.Where(resource => resource.Value(property) != value)));
        }
    }

    [TestMethod]
    public async Task Each_app_is_one_identity_and_no_two_share_one()
    {
        var deployment = await Deployment.OfAsync("large");
        var identities = new List<string>();
        foreach (var app in deployment.Of("Microsoft.Web/sites"))
        {
            Assert.AreEqual("UserAssigned", app.Json.GetProperty("identity").GetProperty("type").GetString());
            var own = app.Json.GetProperty("identity").GetProperty("userAssignedIdentities").EnumerateObject().Single().Name;
            Assert.AreEqual(own, app.Value("keyVaultReferenceIdentity"));
            Assert.AreEqual(own, app.Value("functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId"));
            Assert.AreEqual(app.ShortName, own[(own.LastIndexOf('/') + 1)..], "the identity is named after its app");
            identities.Add(own);
        }

        Assert.HasCount(Stages.Length, identities.Distinct(StringComparer.OrdinalIgnoreCase));
    }

    [TestMethod]
    [DataRow("small")]
    [DataRow("large")]
    public async Task Everything_that_has_logs_or_metrics_sends_them(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        var watched = deployment.Of("Microsoft.Insights/diagnosticSettings")
            .Where(setting => setting.Value("workspaceId") is not null)
            .Select(setting => setting.Scope)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.AreEqual("", Names(deployment.Resources.Where(resource => !WithoutDiagnostics.Contains(resource.Type) && !watched.Contains(resource.Id))));
    }

    [TestMethod]
    public async Task Over_the_internet_everything_is_open_to_a_token_only_where_the_parameter_says_so()
    {
        var deployment = await Deployment.OfAsync("small");
        Assert.AreEqual("", Names(Reachable(deployment).Where(resource => resource.Value("publicNetworkAccess") != "Enabled")));
        Assert.AreEqual("", Names(deployment.Of("Microsoft.Network/privateEndpoints")));
    }

    [TestMethod]
    [DataRow("medium")]
    [DataRow("large")]
    public async Task In_a_network_of_its_own_only_the_door_that_was_named_is_open(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        var open = Reachable(deployment).Where(resource => resource.Value("publicNetworkAccess") != "Disabled").ToList();
        Assert.EndsWith("-ingest", open.Single().Name);
        foreach (var resource in deployment.Of("Microsoft.Storage/storageAccounts").Concat(deployment.Of("Microsoft.KeyVault/vaults")))
        {
            Assert.AreEqual("Deny", resource.Value("networkAcls.defaultAction"), resource.Name);
        }

        Assert.AreEqual("Deny", deployment.Of("Microsoft.EventHub/namespaces/networkRuleSets").Single().Value("defaultAction"));
        foreach (var app in deployment.Of("Microsoft.Web/sites"))
        {
            Assert.Contains("subnets", app.Value("virtualNetworkSubnetId") ?? "", app.Name);
        }
    }

    [TestMethod]
    public async Task In_a_network_of_its_own_everything_has_an_address_there()
    {
        var deployment = await Deployment.OfAsync("large");
        var reached = deployment.Of("Microsoft.Network/privateEndpoints")
            .Select(endpoint => endpoint.Properties.GetProperty("privateLinkServiceConnections")[0].GetProperty("properties"))
            .Select(link => $"{link.GetProperty("privateLinkServiceId").GetString()} {link.GetProperty("groupIds")[0].GetString()}")
            .ToList();
        foreach (var resource in Reachable(deployment))
        {
            Assert.IsTrue(reached.Any(link => link.StartsWith(resource.Id + " ", StringComparison.Ordinal)), resource.Id);
        }

        var data = deployment.Of("Microsoft.Storage/storageAccounts").Single(account => account.Name.EndsWith("data", StringComparison.Ordinal));
        foreach (var part in new[] { "blob", "table", "queue" })
        {
            Assert.Contains($"{data.Id} {part}", reached);
        }
    }

    [TestMethod]
    [DataRow("small")]
    [DataRow("large")]
    public async Task No_output_and_no_setting_holds_a_key(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        Assert.DoesNotMatchRegex(Keys(), deployment.Text);
        foreach (var (name, value) in Stages.SelectMany(deployment.SettingsOf))
        {
            Assert.IsTrue(
                value is "true" or "managedidentity" || Stages.Contains(value)
                    || value.StartsWith("[reference('/subscriptions/", StringComparison.Ordinal)
                    || value.StartsWith("[replace(replace(reference('/subscriptions/", StringComparison.Ordinal)
                    || value.StartsWith("[format('ClientId={0};Authorization=AAD', reference(", StringComparison.Ordinal)
                    || value.StartsWith("[format('@Microsoft.KeyVault(SecretUri={0}secrets/", StringComparison.Ordinal),
                $"{name} is {value}: neither a place, nor an identity, nor a reference to a vault");
        }
    }

    [TestMethod]
    public async Task No_template_reads_the_rule_that_diagnostic_settings_name()
    {
        var rule = (await Deployment.OfAsync("small")).Of("Microsoft.EventHub/namespaces/authorizationRules").Single();
        Assert.AreEqual("diagnostic-settings", rule.ShortName);
    }

    [TestMethod]
    public async Task Only_a_namespace_of_their_own_for_Azures_logs_may_take_keys()
    {
        var deployment = await Deployment.OfAsync("small", "param azureLogsOwnNamespace = true\n");
        var keys = deployment.Of("Microsoft.EventHub/namespaces").Single(space => space.Value("disableLocalAuth") != "True");
        Assert.EndsWith("-logs-hubs", keys.Name);
        var hub = deployment.Of("Microsoft.EventHub/namespaces/eventhubs").Single(hub => hub.Id.StartsWith(keys.Id + "/", StringComparison.Ordinal));
        Assert.AreEqual("azure-logs", hub.ShortName);
        var readers = deployment.Of("Microsoft.Authorization/roleAssignments").Where(assignment => assignment.Scope == hub.Id).ToList();
        Assert.Contains("-ingest'", readers.Single().Value("principalId")!);
        Assert.Contains(keys.Name, deployment.SettingsOf("ingest")["AzureLogs__fullyQualifiedNamespace"]);
        Assert.AreEqual(keys.Id, deployment.Of("Microsoft.EventHub/namespaces/authorizationRules").Single().Id.Split("/authorizationRules/")[0]);
    }

    private static IEnumerable<PredictedResource> Reachable(Deployment deployment) => deployment.Resources.Where(resource =>
        resource.Type is "Microsoft.EventHub/namespaces" or "Microsoft.Storage/storageAccounts" or "Microsoft.KeyVault/vaults" or "Microsoft.Web/sites");

    private static string Names(IEnumerable<PredictedResource> resources) => string.Join(", ", resources.Select(resource => $"{resource.Type} {resource.Name}"));

    [GeneratedRegex("listKeys|listAccountSas|AccountKey=|SharedAccessKey|sig=|[?&]code=|whsec_|BEGIN (RSA |EC )?PRIVATE", RegexOptions.IgnoreCase)]
    private static partial Regex Keys();
}
