using System.Text.Json;

namespace AnomalyWatch.Local.Demo;

/// <summary>The channels file of the demo: one webhook, to its own receiver.</summary>
internal static class DemoChannels
{
    /// <summary>Writes the file into a folder, readable by this user only since it holds a secret, and gives its path.</summary>
    public static async Task<string> WriteAsync(string folder, DemoReceiver receiver, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "channels.json");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        await JsonSerializer.SerializeAsync(
            file,
            new { channels = new[] { new { name = "demo", type = "webhook", url = receiver.Url.AbsoluteUri, secrets = new[] { receiver.Secret } } } },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        return path;
    }
}
