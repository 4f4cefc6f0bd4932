using System.CommandLine;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Local.Storage;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local;

/// <summary><c>run</c>: every stage in this process, until it is interrupted.</summary>
internal static class RunCommand
{
    /// <summary>The command; the root command does the same without its name.</summary>
    public static Command Make()
    {
        var command = new Command("run", "Takes in telemetry, watches it and shows incidents, until interrupted (the default).");
        Fill(command);
        return command;
    }

    /// <summary>Gives a command the options and the action of <c>run</c>.</summary>
    public static void Fill(Command command)
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen. Beyond loopback everybody needs a credential (see 'keys').", DefaultValueFactory = _ => LocalOptions.DefaultUrls };
        var data = new Option<string>("--data") { Description = "The folder for data.", DefaultValueFactory = _ => LocalOptions.DefaultDataFolder };
        var storage = new Option<string>("--storage")
        {
            Description = "'auto' starts Azurite, the local Azure Storage; else a storage account's connection string.",
            DefaultValueFactory = _ => LocalOptions.AutoStorage,
        };
        var eventHubs = new Option<string>("--eventhubs")
        {
            Description = "'auto' starts a local Event Hubs; else a namespace with the hubs 'invocations' and 'findings': its connection string, or its host name to sign in with Microsoft Entra ID.",
            DefaultValueFactory = _ => LocalOptions.AutoStorage,
        };
        var azureLogs = new Option<string?>("--azure-logs")
        {
            Description = "Also reads a hub that Azure's diagnostic settings write to: the connection string of its namespace (EntityPath names the hub, else 'azure-logs'), or its host name to sign in with Microsoft Entra ID.",
        };
        var channels = new Option<string?>("--channels") { Description = "The file that says whom to tell." };
        var tokens = new Option<string?>("--tokens") { Description = "The file that says whose tokens (Microsoft Entra ID, Google) are believed." };
        var require = new Option<bool>("--require-credentials") { Description = "Everybody needs a credential on loopback too, as behind a proxy on this machine." };
        var clock = new Option<ClockMode>("--clock")
        {
            Description = "Whose time counts: 'wall' is this machine's, 'record' that of the records (for recorded telemetry).",
            DefaultValueFactory = _ => ClockMode.Wall,
        };
        var keepEvery = new Option<int>("--keep-every")
        {
            Description = "How often the state of what is watched is kept, in seconds.",
            DefaultValueFactory = _ => (int)new LocalOptions().KeepEvery.TotalSeconds,
        };
        var functions = new Option<int>("--functions-in-memory")
        {
            Description = "How many functions a partition holds in memory and judges every minute; of others it knows where their state lies.",
            DefaultValueFactory = _ => new LocalOptions().FunctionsInMemory,
        };
        foreach (var option in new Option[] { urls, data, storage, eventHubs, azureLogs, channels, tokens, require, clock, keepEvery, functions })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(
            new LocalOptions
            {
                Urls = parsed.GetValue(urls)!,
                DataFolder = parsed.GetValue(data)!,
                Storage = parsed.GetValue(storage)!,
                EventHubs = parsed.GetValue(eventHubs)!,
                AzureLogs = parsed.GetValue(azureLogs),
                ChannelsFile = parsed.GetValue(channels),
                TokensFile = parsed.GetValue(tokens),
                RequireCredentials = parsed.GetValue(require),
                Clock = parsed.GetValue(clock),
                KeepEvery = TimeSpan.FromSeconds(parsed.GetValue(keepEvery)),
                FunctionsInMemory = parsed.GetValue(functions),
            },
            cancellationToken));
    }

    private static async Task<int> RunAsync(LocalOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await LocalServer.StartAsync(options, Console.WriteLine, cancellationToken);
            Console.WriteLine($"The page:     {server.Url}");
            Console.WriteLine($"To post:      curl {server.Url}api/ingest/invocations -H 'Content-Type: application/x-ndjson' --data-binary @FILE.jsonl");
            Console.WriteLine("To end:       Ctrl+C");
            await using var stopping = cancellationToken.Register(() => Console.WriteLine("Stopping: working off what was taken in ..."));
            await server.Ended.WaitAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (exception is LocalServerException or StorageUnavailableException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
