namespace AnomalyWatch.Functions;

/// <summary>
/// What the apps are told by their settings, as <c>infra/main.bicep</c> writes them. A connection is a prefix to which the Functions host and the doors add what they
/// need of it (<see cref="HostOf"/> and so on); none holds a key.
/// </summary>
public static class SettingNames
{
    /// <summary>Which <see cref="Functions.Stage"/> this app is.</summary>
    public const string Stage = "ANOMALYWATCH_STAGE";

    /// <summary>The connection to the namespace with <c>invocations</c> and <c>findings</c>; what an Event Hubs trigger names.</summary>
    public const string EventHubs = "EventHubs";

    /// <summary>The connection to the namespace with <c>azure-logs</c>, usually the same.</summary>
    public const string AzureLogs = "AzureLogs";

    /// <summary>The connection to the account with tables, queue and containers; what a queue trigger names.</summary>
    public const string DataStorage = "DataStorage";

    /// <summary>The client id of the app's identity, for everything that signs in by <c>DefaultAzureCredential</c>.</summary>
    public const string ClientId = "AZURE_CLIENT_ID";

    /// <summary>Where telemetry goes; it holds no secret that opens anything, since the component takes Entra tokens only.</summary>
    public const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The keys (their hashes) that callers of the ingest app may show: the text of a key ring.</summary>
    public const string Keys = "ANOMALYWATCH_KEYS";

    /// <summary>The keys (their hashes) that readers of the page may show.</summary>
    public const string Readers = "ANOMALYWATCH_READERS";

    /// <summary>Whose tokens are believed, beside keys: the text of a token issuers file. It holds no secret; absent, none are.</summary>
    public const string Tokens = "ANOMALYWATCH_TOKENS";

    /// <summary>The channels with their addresses: the text of a channels file.</summary>
    public const string Channels = "ANOMALYWATCH_CHANNELS";

    /// <summary>How a setting begins that Key Vault was to fill and could not: it then holds the reference instead of the secret, and the app does not start.</summary>
    public const string UnresolvedReference = "@Microsoft.KeyVault";

    /// <summary>The host name of a connection's namespace.</summary>
    public static string HostOf(string connection) => connection + "__fullyQualifiedNamespace";

    /// <summary>The table endpoint of a connection's account.</summary>
    public static string TablesOf(string connection) => connection + "__tableServiceUri";

    /// <summary>The blob endpoint of a connection's account.</summary>
    public static string BlobsOf(string connection) => connection + "__blobServiceUri";

    /// <summary>The queue endpoint of a connection's account.</summary>
    public static string QueuesOf(string connection) => connection + "__queueServiceUri";

    /// <summary>The setting that switches a function off, in the form that Linux takes, whose environment has no dots in names.</summary>
    public static string Disabled(string function) => $"AzureWebJobs_{function}_Disabled";
}
