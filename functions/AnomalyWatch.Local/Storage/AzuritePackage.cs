using System.Diagnostics;

namespace AnomalyWatch.Local.Storage;

/// <summary>Azurite as npm installs it from our pinned lock file: beside the sources where there are any, else beside the program.</summary>
internal static class AzuritePackage
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gives the path of Azurite's script, installing it where it is absent, one process at a time. Throws <see cref="StorageUnavailableException"/>
    /// with what to do where Node.js is missing or npm fails.
    /// </summary>
    public static async Task<string> InstallAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var folder = Find();
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!await RunsAsync("node", folder, cancellationToken, "--version").ConfigureAwait(false))
        {
            throw new StorageUnavailableException(
                "There is no 'node' on the path. Install Node.js 20 or later, or name a storage account with --storage CONNECTION.");
        }

        if (File.Exists(script))
        {
            return script;
        }

        say("Installing Azurite, the local Azure Storage (once, about half a minute) ...");
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                // The lock file goes with its holder, even one that is killed.
                await using var held = new FileStream(
                    Path.Combine(folder, ".install.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                if (File.Exists(script)
                    || (await RunsAsync(Npm, folder, cancellationToken, "ci", "--no-audit", "--no-fund", "--ignore-scripts").ConfigureAwait(false) && File.Exists(script)))
                {
                    return script;
                }

                throw new StorageUnavailableException(
                    $"'npm ci' could not install Azurite in {folder}. Run it there by hand to see why, or name a storage account with --storage CONNECTION.");
            }
            catch (IOException) when (waiting.Elapsed < InstallTimeout)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "functions", "AnomalyWatch.Local", "azurite");
            if (File.Exists(Path.Combine(candidate, "package.json")))
            {
                return candidate;
            }
        }

        return Path.Combine(AppContext.BaseDirectory, "azurite");
    }

    private static async Task<bool> RunsAsync(string command, string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(InstallTimeout);
            try
            {
                await Task.WhenAll(
                    process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token), process.WaitForExitAsync(timeout.Token))
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return false;
            }

            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
