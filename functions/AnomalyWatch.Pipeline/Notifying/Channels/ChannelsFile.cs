using System.Text.Json;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>
/// Reads which channels there are from a JSON file (comments and trailing commas allowed):
/// <code>
/// { "channels": [
///   { "name": "ops", "type": "teams", "urlFile": "/run/secrets/teams-url" },
///   { "name": "oncall", "type": "slack", "urlEnv": "SLACK_WEBHOOK_URL", "minSeverity": "high" },
///   { "name": "soar", "type": "webhook", "url": "https://soar.example.com/hooks/aw", "secretEnv": "AW_WEBHOOK_SECRETS" } ] }
/// </code>
/// <c>name</c>: 1 to 64 printable characters, unique. <c>type</c>: <c>teams</c>, <c>slack</c> or <c>webhook</c>. The address stands in exactly one of
/// <c>url</c>, <c>urlEnv</c> (the name of an environment variable) and <c>urlFile</c> (the path of a file); https, or http on this machine itself. A webhook's
/// signing secrets stand in exactly one of <c>secrets</c> (a list), <c>secretEnv</c> and <c>secretFile</c> (separated by white space), at most three: two while
/// one replaces the other. <c>minSeverity</c>: <c>low</c> (default), <c>medium</c>, <c>high</c> or <c>critical</c>. Any other property is a fault.
/// </summary>
public static class ChannelsFile
{
    /// <summary>The most channels.</summary>
    public const int MaxChannels = 50;

    private const int MaxBytes = 256 * 1024;

    /// <summary>Every type of channel: a new one is its file and its line here. A missing setting is a fault by then, and the channel is not used.</summary>
    private static readonly Dictionary<string, Func<ChannelSettings, HttpPoster, TimeProvider, IChannel?>> Types = new(StringComparer.Ordinal)
    {
        ["teams"] = TeamsChannel.From,
        ["slack"] = SlackChannel.From,
        ["webhook"] = WebhookChannel.From,
    };

    /// <summary>
    /// The channels of a file. All send through <paramref name="handler"/>, or, where it is null, through one of our own, for the life of the process. Throws
    /// <see cref="ChannelsFileException"/> with everything that is wrong at once.
    /// </summary>
    public static IReadOnlyList<IChannel> Read(string path, HttpMessageHandler? handler, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(BytesOf(path), handler, time);
    }

    /// <summary>As above, from the text of such a file.</summary>
    public static IReadOnlyList<IChannel> Read(ReadOnlyMemory<byte> utf8, HttpMessageHandler? handler, TimeProvider time)
    {
        var poster = new HttpPoster(time, handler);
        try
        {
            using var document = Parse(utf8);
            var faults = new List<string>();
            var channels = ReadAll(document.RootElement, poster, time, faults);
            return faults.Count == 0 ? channels : throw new ChannelsFileException(faults);
        }
        catch (InvalidOperationException)
        {
            // How the reader of JSON reports half a surrogate pair.
            poster.Dispose();
            throw new ChannelsFileException(["The file holds a text that is not valid Unicode."]);
        }
        catch (ChannelsFileException)
        {
            poster.Dispose();
            throw;
        }
    }

    private static byte[] BytesOf(string path)
    {
        try
        {
            return ChannelSettings.ReadFile(path, MaxBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ChannelsFileException([$"The file cannot be read ({exception.GetType().Name})."]);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 });
        }
        catch (JsonException exception)
        {
            // Its own message would quote what stands there.
            throw new ChannelsFileException([$"The file is not valid JSON (line {(exception.LineNumber ?? 0) + 1})."]);
        }
    }

    private static List<IChannel> ReadAll(JsonElement root, HttpPoster poster, TimeProvider time, List<string> faults)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("channels", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            faults.Add("The file is not an object with a list named channels.");
            return [];
        }

        if (root.EnumerateObject().Count() > 1)
        {
            faults.Add("The file has a property besides channels, or channels twice.");
        }

        if (list.GetArrayLength() > MaxChannels)
        {
            faults.Add($"There are more than {MaxChannels} channels.");
            return [];
        }

        var channels = new List<IChannel>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, element) in list.EnumerateArray().Index())
        {
            var settings = new ChannelSettings(element, index, faults);
            if (!names.Add(settings.Name))
            {
                settings.Fault("name is that of an earlier channel");
            }

            if (!Types.TryGetValue(settings.Text("type") ?? "", out var create))
            {
                settings.Fault($"type is none of {string.Join(", ", Types.Keys)}");
            }
            else if (create(settings, poster, time) is { } channel)
            {
                channels.Add(channel);
            }
        }

        return channels;
    }
}
