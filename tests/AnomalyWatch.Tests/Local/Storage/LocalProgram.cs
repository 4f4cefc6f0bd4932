using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Local.Storage;

namespace AnomalyWatch.Tests.Local.Storage;

/// <summary>The built program as a process of its own, killed in the end where it still runs.</summary>
internal sealed class LocalProgram : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts the program; <paramref name="path"/> takes the place of the environment's PATH.</summary>
    public LocalProgram(string? path, params string[] arguments)
        : this(path, new Dictionary<string, string>(), arguments)
    {
    }

    /// <summary>Starts the program with variables added to its environment.</summary>
    public LocalProgram(string? path, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath!;
        var start = new ProcessStartInfo(host, [typeof(AzuriteProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        if (path is not null)
        {
            start.Environment["PATH"] = path;
        }

        _process = Process.Start(start)!;
        Errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>All that it says on standard error, once it has ended.</summary>
    public Task<string> Errors { get; }

    /// <summary>Waits for a line of output that holds a text; gives the line.</summary>
    public async Task<string> LineAsync(string text, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new AssertFailedException($"The program ended without saying '{text}': {await Errors}");
    }

    /// <summary>What it has said beyond the last line asked for; to be asked for once it has ended.</summary>
    public Task<string> RestAsync(CancellationToken cancellationToken) => _process.StandardOutput.ReadToEndAsync(cancellationToken);

    /// <summary>The program's exit code, once it has ended.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends the program alone, without a chance to clean up.</summary>
    public void Kill() => _process.Kill(entireProcessTree: false);

    /// <summary>The processes that it has started (Linux).</summary>
    public IReadOnlyList<int> Children() =>
        [.. File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/task/{_process.Id}/children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
        .. Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/task"))
            .Where(task => Path.GetFileName(task) != _process.Id.ToString(CultureInfo.InvariantCulture))
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
