using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

/// <summary>Microsoft's client for JavaScript: installed on first use from our lock file, and run script by script.</summary>
internal static class JavaScriptClient
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RunTimeout = TimeSpan.FromMinutes(4);
    private static readonly SemaphoreSlim Gate = new(1, 1);

    private static string? _folder;
    private static string? _whyNot;

    /// <summary>
    /// Runs a script of tests/eventhubs-js and gives the JSON it prints last. The test is Inconclusive, with the reason, where Node.js or the
    /// packages cannot be had.
    /// </summary>
    /// <param name="script">The file's name.</param>
    /// <param name="arguments">What follows it.</param>
    /// <param name="onLine">Told of each line before the last; a text it gives is written to the script's input.</param>
    public static async Task<JsonElement> RunAsync(string script, IEnumerable<string> arguments, Func<string, string?>? onLine = null)
    {
        var folder = await RequireAsync();
        using var process = Start("node", folder, [Path.Combine(folder, script), .. arguments]);
        using var timeout = new CancellationTokenSource(RunTimeout);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        var last = "nothing";
        try
        {
            while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
            {
                last = line;
                if (onLine?.Invoke(line) is { } answer)
                {
                    await process.StandardInput.WriteLineAsync(answer.AsMemory(), timeout.Token);
                    await process.StandardInput.FlushAsync(timeout.Token);
                }
            }

            await process.WaitForExitAsync(timeout.Token);
            Assert.AreEqual(0, process.ExitCode, $"{script} failed; last line: {last}\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Console.WriteLine(last);
        using var document = JsonDocument.Parse(last);
        return document.RootElement.Clone();
    }

    private static async Task<string> RequireAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (_folder is null && _whyNot is null)
            {
                _whyNot = await InstallAsync();
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

        return _folder!;
    }

    /// <summary>Installs the packages where they are absent; gives the reason where that cannot be.</summary>
    private static async Task<string?> InstallAsync()
    {
        if (SourceTree.Root is not { } root)
        {
            return "The scripts lie in the source tree, and there is none.";
        }

        var folder = Path.Combine(root, "tests", "eventhubs-js");
        try
        {
            if (await ExitCodeAsync("node", folder, "--version") != 0)
            {
                return "There is no working 'node' on the path.";
            }

            // Written by npm when an installation is whole, so that a broken one is done again.
            var marker = Path.Combine(folder, "node_modules", ".package-lock.json");
            if (!File.Exists(marker) || File.GetLastWriteTimeUtc(marker) < File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
            {
                var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
                if (await ExitCodeAsync(npm, folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts") != 0)
                {
                    return $"'npm ci' failed in {folder}.";
                }
            }
        }
        catch (Win32Exception exception)
        {
            return $"Node.js is missing: {exception.Message}";
        }

        _folder = folder;
        return null;
    }

    private static async Task<int> ExitCodeAsync(string command, string folder, params string[] arguments)
    {
        using var process = Start(command, folder, arguments);
        using var timeout = new CancellationTokenSource(InstallTimeout);
        await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token), process.WaitForExitAsync(timeout.Token));
        return process.ExitCode;
    }

    private static Process Start(string command, string folder, IEnumerable<string> arguments) => Process.Start(
        new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
