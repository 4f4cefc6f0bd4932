using System.Diagnostics;
using System.Reflection;

namespace AnomalyWatch.Tests.Infra;

/// <summary>The Bicep compiler over a copy of the templates, since it writes what it predicts beside them.</summary>
internal sealed class BicepCompiler : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder;

    /// <summary>Copies the templates. The test is Inconclusive where there is no compiler for this system.</summary>
    public BicepCompiler()
    {
        var source = Path.Combine(SourceTree.Root!, "infra");
        _folder = Directory.CreateTempSubdirectory("anomalywatch-bicep-");
        foreach (var file in Templates(source).Concat([Path.Combine(source, "bicepconfig.json"), Path.Combine(source, "modules", "workbook.json")]))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Where the copy lies.</summary>
    public string Folder => _folder.FullName;

    /// <summary>All templates and parameter files below a folder.</summary>
    public static IEnumerable<string> Templates(string folder) => Directory.EnumerateFiles(folder, "*.bicep*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".bicep" or ".bicepparam");

    /// <summary>Runs a command; gives its standard output, and what it complained about.</summary>
    public async Task<(string Output, string Complaints)> RunAsync(params string[] arguments)
    {
        var path = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == "BicepPath")?.Value;
        if (path is null || !File.Exists(path))
        {
            Assert.Inconclusive("There is no Bicep compiler for this system.");
        }

        var start = new ProcessStartInfo(path, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var complaints = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (await output, process.ExitCode == 0 ? complaints : $"{complaints} (exit code {process.ExitCode})");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
