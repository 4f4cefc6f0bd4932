using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AnomalyWatch.Tests;

/// <summary>
/// One Azurite (blob, queue, table) for all tests of the assembly, in memory, on free ports. It is installed from the product's own lock
/// file when it is absent, and ends with its standard input, so also when the test process is killed.
/// </summary>
[TestClass]
public sealed class AzuriteServer
{
    private const string AccountName = "devstoreaccount1";

    // Published by Microsoft for every storage emulator; it protects nothing.
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Azurite reads its arguments from behind the script's name.
    private const string Launcher = "process.stdin.resume(); process.stdin.on('end', () => process.exit(0)); require(process.argv[1]);";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);
    private static readonly SemaphoreSlim Gate = new(1, 1);

    private static Process? _process;
    private static string? _connectionString;
    private static string? _whyNot;

    /// <summary>The connection string of the running Azurite; the test is Inconclusive, with the reason, where there can be none.</summary>
    public static async Task<string> RequireAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (_connectionString is null && _whyNot is null)
            {
                _whyNot = await StartAsync();
            }
        }
        finally
        {
            Gate.Release();
        }

        if (_whyNot is not null)
        {
            Assert.Inconclusive(_whyNot);
        }

        return _connectionString!;
    }

    /// <summary>Ends the server with the test run.</summary>
    [AssemblyCleanup]
    public static void Stop()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }

    private static async Task<string?> StartAsync()
    {
        if (SourceTree.Root is not { } root)
        {
            return "Azurite's package.json was not found: the tests do not run inside a source tree.";
        }

        var folder = Path.Combine(root, "functions", "AnomalyWatch.Local", "azurite");
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (await InstallAsync(folder, script) is { } fault)
        {
            return fault;
        }

        var ports = FreePorts(3);
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[
            "-e", Launcher, script, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobPort", Text(ports[0]), "--queuePort", Text(ports[1]), "--tablePort", Text(ports[2])])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        foreach (var port in ports)
        {
            if (!await AnswersAsync(port))
            {
                Stop();
                return $"Azurite did not answer within {StartTimeout.TotalSeconds} s.";
            }
        }

        _connectionString = $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
            + $"BlobEndpoint=http://127.0.0.1:{ports[0]}/{AccountName};QueueEndpoint=http://127.0.0.1:{ports[1]}/{AccountName};"
            + $"TableEndpoint=http://127.0.0.1:{ports[2]}/{AccountName};";
        return null;
    }

    /// <summary>Installs Azurite where it is absent, one test process at a time; null when it is there.</summary>
    private static async Task<string?> InstallAsync(string folder, string script)
    {
        if (!await RunsAsync("node", folder, "--version"))
        {
            return "Azurite needs Node.js, and there is no 'node' on the path.";
        }

        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                // The lock file goes with its holder, even one that is killed.
                await using var held = new FileStream(
                    Path.Combine(folder, ".install.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                return File.Exists(script) || (await RunsAsync("npm", folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts") && File.Exists(script))
                    ? null
                    : "'npm ci' could not install Azurite.";
            }
            catch (IOException) when (waiting.Elapsed < InstallTimeout)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    private static async Task<bool> RunsAsync(string command, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            using var timeout = new CancellationTokenSource(InstallTimeout);
            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token), process.WaitForExitAsync(timeout.Token));
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        var waiting = Stopwatch.StartNew();
        while (waiting.Elapsed < StartTimeout && _process is { HasExited: false })
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }

        return false;
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
