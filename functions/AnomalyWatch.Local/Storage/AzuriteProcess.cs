using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AnomalyWatch.Local.Storage;

/// <summary>
/// Azure Storage on this machine: one Azurite (blob, queue, table) on free loopback ports. It ends with its standard input, so also when
/// this process is killed.
/// </summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    private const string AccountName = "devstoreaccount1";

    // Published by Microsoft for every storage emulator; it protects nothing.
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Azurite reads its arguments from behind the script's name. An interrupt from the terminal reaches the whole process group, but we still
    // write after it: so only the end of the input ends Azurite, which then saves its files (and is forced, should it hang).
    private const string Launcher = """
        const once = process.once;
        process.once = (name, ...rest) => (name === 'SIGINT' || name === 'SIGTERM' ? process : once.call(process, name, ...rest));
        process.on('SIGINT', () => {}).on('SIGTERM', () => {});
        process.stdin.resume();
        process.stdin.on('end', () => {
          setTimeout(() => process.exit(0), 4000).unref();
          if (!process.emit('message', 'shutdown')) process.exit(0);
        });
        require(process.argv[1]);
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private AzuriteProcess(Process process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    /// <summary>The storage connection string, good as long as the process lives.</summary>
    public string ConnectionString { get; }

    /// <summary>The operating system's id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Completes when Azurite has ended, on its own or by <see cref="DisposeAsync"/>.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>
    /// Installs Azurite where it is absent and starts it on a data folder, or in memory where <paramref name="folder"/> is null.
    /// <paramref name="say"/> is told about what takes long. Throws <see cref="StorageUnavailableException"/> with what to do.
    /// </summary>
    public static async Task<AzuriteProcess> StartAsync(string? folder, Action<string> say, CancellationToken cancellationToken)
    {
        var script = await AzuritePackage.InstallAsync(say, cancellationToken).ConfigureAwait(false);
        var ports = FreePorts(3);
        string[] place = folder is null ? ["--inMemoryPersistence"] : ["--location", Path.GetFullPath(folder)];
        string[] arguments =
        [
            "-e", Launcher, script, .. place, "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobPort", Text(ports[0]), "--queuePort", Text(ports[1]), "--tablePort", Text(ports[2]),
        ];
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var azurite = new AzuriteProcess(
            process,
            $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
            + $"BlobEndpoint=http://127.0.0.1:{ports[0]}/{AccountName};QueueEndpoint=http://127.0.0.1:{ports[1]}/{AccountName};"
            + $"TableEndpoint=http://127.0.0.1:{ports[2]}/{AccountName};");
        try
        {
            foreach (var port in ports)
            {
                await azurite.AwaitAnswerAsync(port, cancellationToken).ConfigureAwait(false);
            }

            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends Azurite: first by closing its input, then by force.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var timeout = new CancellationTokenSource(StopTimeout);
            await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        _process.Dispose();
    }

    private async Task AwaitAnswerAsync(int port, CancellationToken cancellationToken)
    {
        var waiting = Stopwatch.StartNew();
        while (waiting.Elapsed < StartTimeout && !_process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken).ConfigureAwait(false);
            }
        }

        throw new StorageUnavailableException(_process.HasExited
            ? $"Azurite ended with code {_process.ExitCode} while starting: is its data folder writable, and in use by no other Azurite?"
            : $"Azurite did not answer within {StartTimeout.TotalSeconds} s.");
    }

    /// <summary>Different free ports: all are held until all are known.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Stop();
        }

        return ports;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
