using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using Azure.Core;
using Azure.Storage.Blobs;

namespace AnomalyWatch.Local.Serving;

/// <summary>The quarantine in the storage's blobs, and those who put in and take out.</summary>
internal sealed class LocalQuarantine : IDisposable
{
    private readonly BlobQuarantine _quarantine;
    private readonly QuarantineOptions _options;

    private LocalQuarantine(BlobContainerClient container, QuarantineOptions options)
    {
        _options = options;
        _quarantine = new BlobQuarantine(container, options, TimeProvider.System);
        Gate = new QuarantineGate(_quarantine, options, TimeProvider.System);
    }

    /// <summary>What is kept.</summary>
    public IQuarantine Items => _quarantine;

    /// <summary>The way in.</summary>
    public QuarantineGate Gate { get; }

    /// <summary>The way out.</summary>
    public QuarantineRedrive? Redrive { get; private set; }

    /// <summary>Uses the storage's container. Throws <see cref="LocalServerException"/> where the connection string knows no blobs.</summary>
    public static LocalQuarantine Open(string connectionString, QuarantineOptions options)
    {
        // Short, because somebody waits at the door.
        var client = new BlobClientOptions { Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(200), Mode = RetryMode.Exponential, NetworkTimeout = TimeSpan.FromSeconds(10) } };
        try
        {
            return new LocalQuarantine(new BlobContainerClient(connectionString, BlobQuarantine.ContainerName, client), options);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            // Neither the string nor the exception, which may quote it, is shown.
            throw new LocalServerException("storage: the connection string leads to no blob storage.");
        }
    }

    /// <summary>Lets items be tried again, and looks at what is there, so that it is counted; storage that does not answer yet is looked at later.</summary>
    public async Task BeginAsync(TelemetryDoor door, CancellationToken cancellationToken)
    {
        Redrive = new QuarantineRedrive(door, _quarantine, _options, TimeProvider.System);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Patience);
        try
        {
            await _quarantine.ListAsync(1, cursor: null, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The gate tells it with the first item that cannot be kept.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Redrive?.Dispose();
        _quarantine.Dispose();
    }
}
