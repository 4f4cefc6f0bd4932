using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.EventHubs;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Serving;

namespace AnomalyWatch.Local.Serving;

/// <summary>How <see cref="LocalServer"/> is run.</summary>
public sealed record LocalOptions
{
    /// <summary>The value of <see cref="Storage"/> that means: start Azurite.</summary>
    public const string AutoStorage = "auto";

    /// <summary>The default of <see cref="Urls"/>.</summary>
    public const string DefaultUrls = "http://127.0.0.1:7071";

    /// <summary>The default of <see cref="DataFolder"/>.</summary>
    public const string DefaultDataFolder = ".data";

    /// <summary><see cref="AutoStorage"/>, or the connection string of a storage account.</summary>
    public string Storage { get; init; } = AutoStorage;

    /// <summary><see cref="AutoStorage"/>: a local Event Hubs in this process, its events under the data folder; or a namespace with the hubs <c>invocations</c> and <c>findings</c>: its connection string, or its host name alone where Microsoft Entra ID says who we are.</summary>
    public string EventHubs { get; init; } = AutoStorage;

    /// <summary>
    /// A namespace with a hub that Azure's diagnostic settings write to, which is read: its connection string (the hub is its EntityPath, else <c>azure-logs</c>), or
    /// its host name where Microsoft Entra ID says who we are; null for none.
    /// </summary>
    public string? AzureLogs { get; init; }

    /// <summary>Where Azurite's files, the events and the kind of clock are kept; made where it is absent.</summary>
    public string DataFolder { get; init; } = DefaultDataFolder;

    /// <summary>Where to listen: addresses separated by <c>;</c>. Port 0 takes a free one. Beyond loopback everybody needs a credential.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>The file that says whom to tell; null where nobody is to be told.</summary>
    public string? ChannelsFile { get; init; }

    /// <summary>Whether everybody needs a credential on loopback too, as behind a proxy on the same machine.</summary>
    public bool RequireCredentials { get; init; }

    /// <summary>The file that says whose tokens are believed, see <see cref="TokenIssuersFile"/>; null where none are.</summary>
    public string? TokensFile { get; init; }

    /// <summary>Whose time counts, see <see cref="ClockMode"/>.</summary>
    public ClockMode Clock { get; init; } = ClockMode.Wall;

    /// <summary>How often the state of what is watched is kept, 1 second to 10 minutes. Default half a minute.</summary>
    public TimeSpan KeepEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many functions a partition holds in memory and judges every minute, see <see cref="ScoringOptions.MaxAwake"/>.</summary>
    public int FunctionsInMemory { get; init; } = new ScoringOptions().MaxAwake;

    /// <summary>What the first fold is run with.</summary>
    internal ScoringOptions Scoring => new() { MaxAwake = FunctionsInMemory };

    /// <summary>What the door takes in at once.</summary>
    internal IngestLimits Limits { get; init; } = new();

    /// <summary>How much of what cannot be read is kept.</summary>
    public QuarantineOptions Quarantine { get; init; } = new();

    /// <summary>Whether a request needs a credential.</summary>
    internal bool RequiresCredentials => RequireCredentials || ListenAddress.Parse(Urls).Addresses.Any(address => !address.IsLoopback);

    /// <summary>Everything that is wrong, one line each, beginning with the setting's name; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Storage != AutoStorage && !Storage.Contains('=', StringComparison.Ordinal))
        {
            // The value itself is not repeated: it may be a key that lost its name.
            errors.Add($"storage: must be '{AutoStorage}' or the connection string of a storage account.");
        }

        if (EventHubs != AutoStorage && EventHubsFault(EventHubs) is { } fault)
        {
            errors.Add($"eventhubs: must be '{AutoStorage}', or the host name or connection string of an Event Hubs namespace. {fault}");
        }

        if (AzureLogs is not null && EventHubsFault(AzureLogs) is { } logsFault)
        {
            errors.Add($"azure-logs: must be the host name or connection string of an Event Hubs namespace. {logsFault}");
        }

        if (string.IsNullOrWhiteSpace(DataFolder))
        {
            errors.Add("data: must name a folder.");
        }

        if (ChannelsFile is not null && !File.Exists(ChannelsFile))
        {
            errors.Add($"channels: there is no file '{ChannelsFile}'.");
        }

        if (TokensFile is not null && !File.Exists(TokensFile))
        {
            errors.Add($"tokens: there is no file '{TokensFile}'.");
        }

        if (!Enum.IsDefined(Clock))
        {
            errors.Add("clock: must be 'wall' or 'record'.");
        }

        if (KeepEvery < TimeSpan.FromSeconds(1) || KeepEvery > TimeSpan.FromMinutes(10))
        {
            errors.Add($"keep-every: is {KeepEvery.TotalSeconds:0.###}; it must be 1 to 600 seconds.");
        }

        if (Scoring.Validate().Count > 0)
        {
            errors.Add($"functions-in-memory: is {FunctionsInMemory}; it must be 1 to 1000000.");
        }

        errors.AddRange(Quarantine.Validate());
        errors.AddRange(ListenAddress.Parse(Urls).Errors.Select(error => "urls: " + error));
        return errors;
    }

    private static string? EventHubsFault(string eventHubs)
    {
        try
        {
            EventHubsConnectionString.Parse(eventHubs);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}
