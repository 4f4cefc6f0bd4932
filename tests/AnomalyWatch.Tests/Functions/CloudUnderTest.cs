using System.Text;
using AnomalyWatch.Functions;
using AnomalyWatch.Functions.Hosting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Pipeline.Streaming;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AnomalyWatch.Tests.Functions;

/// <summary>What the three apps share in Azure: hubs in memory, storage in Azurite. Containers and the queue are of this test only.</summary>
internal sealed class CloudUnderTest(string connectionString) : IAsyncDisposable
{
    private static int _number;

    private readonly string _suffix = $"{Environment.ProcessId}-{Interlocked.Increment(ref _number)}";
    private readonly List<ServiceProvider> _apps = [];
    private readonly Dictionary<string, InMemoryHub> _hubs = new(StringComparer.Ordinal)
    {
        [HubNames.Invocations] = new InMemoryHub(HubNames.Invocations, 2, TimeProvider.System),
        [HubNames.Findings] = new InMemoryHub(HubNames.Findings, 2, TimeProvider.System),
        [HubNames.AzureLogs] = new InMemoryHub(HubNames.AzureLogs, 1, TimeProvider.System),
    };

    public string SenderKey { get; } = KeyText.Make();

    public string ReaderKey { get; } = KeyText.Make();

    /// <summary>Which hubs were opened, by app.</summary>
    public List<string> Opened { get; } = [];

    public List<string> Said { get; } = [];

    public InMemoryHub Hub(string name) => _hubs[name];

    public static async Task<CloudUnderTest> StartAsync() => new(await AzuriteServer.RequireAsync());

    /// <summary>The settings that the deployment gives an app.</summary>
    public Dictionary<string, string> SettingsOf(Stage stage, string channels = """{"channels":[]}""") => stage.Required.ToDictionary(
        name => name,
        name => name switch
        {
            SettingNames.Keys => KeyRingOf(SenderKey, isReader: false),
            SettingNames.Readers => KeyRingOf(ReaderKey, isReader: true),
            SettingNames.Channels => channels,
            _ => "somewhere.example",
        },
        StringComparer.Ordinal).Append(new(SettingNames.Stage, stage.Name)).Append(new("WEBSITE_HOSTNAME", $"{stage.Name}.example")).ToDictionary(StringComparer.Ordinal);

    /// <summary>An app's services, as the program registers them.</summary>
    public async Task<ServiceProvider> StartAsync(Stage stage, CancellationToken cancellationToken, string channels = """{"channels":[]}""")
    {
        var services = new ServiceCollection();
        var settings = AppSettings.Read(SettingsOf(stage, channels).GetValueOrDefault);
        await StageServices.AddAsync(services, settings, Connections(stage), cancellationToken);
        var app = services.BuildServiceProvider();
        _apps.Add(app);
        return app;
    }

    /// <summary>Ends an app as the platform does, so that it keeps what it has.</summary>
    public static async Task StopAsync(ServiceProvider app)
    {
        foreach (var service in app.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>A door as the worker makes it.</summary>
    public static T Door<T>(ServiceProvider app) => ActivatorUtilities.CreateInstance<T>(app);

    /// <summary>A request as the worker hands it to a door.</summary>
    public static DefaultHttpContext Request(string method, string path, string? key = null, string? body = null, string type = "application/json")
    {
        var context = new DefaultHttpContext();
        var parts = path.Split('?');
        (context.Request.Method, context.Request.Scheme, context.Request.Host) = (method, "https", new HostString("app.example"));
        (context.Request.Path, context.Request.QueryString) = (parts[0], new QueryString(parts.Length > 1 ? "?" + parts[1] : ""));
        if (body is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            (context.Request.Body, context.Request.ContentLength, context.Request.ContentType) = (new MemoryStream(bytes), bytes.Length, type);
        }

        if (key is not null)
        {
            context.Request.Headers[ShownSecret.KeyHeader] = key;
        }

        context.Response.Body = new MemoryStream();
        return context;
    }

    public static string Reply(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    /// <summary>Everything that a partition holds, as a trigger hands it over.</summary>
    public async Task<(byte[][] Bodies, long[] Numbers, DateTime[] Times)> BatchAsync(string hub, int partition, CancellationToken cancellationToken, long from = 0)
    {
        var events = await _hubs[hub].ReadAsync(partition, from, long.MaxValue, cancellationToken).ToListAsync(cancellationToken);
        return ([.. events.Select(one => one.Body.ToArray())], [.. events.Select(one => one.SequenceNumber)], [.. events.Select(one => one.EnqueuedTime.UtcDateTime)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }
    }

    private static string KeyRingOf(string key, bool isReader) => Encoding.UTF8.GetString(KeyRingJson.Write(
        new KeyRing([new AccessKey { Name = isReader ? "reader" : "sender", Hash = KeyText.Hash(key), IsReader = isReader, CreatedAt = Some.Noon }])));

    private Connections Connections(Stage stage) => new()
    {
        Hub = (_, hub, _) =>
        {
            Opened.Add($"{stage.Name} {hub}");
            return Task.FromResult<IInvocationHub>(_hubs[hub]);
        },
        Blobs = options => new OwnBlobs(connectionString, options, _suffix),
        Tables = () => new TableServiceClient(connectionString),
        Queues = () => new OwnQueues(connectionString, _suffix),
        Say = Said.Add,
    };

    private sealed class OwnBlobs(string connectionString, BlobClientOptions options, string suffix) : BlobServiceClient(connectionString, options)
    {
        public override BlobContainerClient GetBlobContainerClient(string blobContainerName) => base.GetBlobContainerClient($"{blobContainerName}-{suffix}");
    }

    private sealed class OwnQueues(string connectionString, string suffix)
        : QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 })
    {
        public override QueueClient GetQueueClient(string queueName) => base.GetQueueClient($"{queueName}-{suffix}");
    }
}
