using System.Security.Cryptography;
using System.Text.Json;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Security;

/// <summary>The rules of the emulator: one for everything, one for sending, one for receiving, with keys drawn once per data folder.</summary>
internal sealed class SharedAccessRules
{
    /// <summary>The rule of the connection string, named as in Azure.</summary>
    public const string RootName = "RootManageSharedAccessKey";

    /// <summary>The rule that may send only.</summary>
    public const string SendName = "SendOnly";

    /// <summary>The rule that may receive only.</summary>
    public const string ListenName = "ListenOnly";

    private const string FileName = "keys.json";
    private const int KeyBytes = 32;

    private readonly Dictionary<string, SharedAccessRule> _rules;

    private SharedAccessRules(Dictionary<string, string> keys)
    {
        Keys = keys;
        _rules = keys.ToDictionary(pair => pair.Key, pair => new SharedAccessRule(pair.Key, pair.Value, RightsOf(pair.Key)), StringComparer.Ordinal);
    }

    /// <summary>The key of each rule.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; }

    /// <summary>Takes the keys of a data folder, drawing them where there are none; without a folder they last as long as the process.</summary>
    public static SharedAccessRules Open(string? folder)
    {
        if (folder is null)
        {
            return new SharedAccessRules(Draw());
        }

        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            Write(file, Draw());
        }

        var keys = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file));
        if (keys is null || !keys.ContainsKey(RootName) || keys.Values.Any(string.IsNullOrWhiteSpace))
        {
            throw new InvalidDataException($"{file} holds no key of {RootName}. Delete it to have new keys drawn.");
        }

        return new SharedAccessRules(keys);
    }

    /// <summary>The rule of a name; null where there is none.</summary>
    public SharedAccessRule? Find(string name) => _rules.GetValueOrDefault(name);

    private static Dictionary<string, string> Draw() =>
        new[] { RootName, SendName, ListenName }.ToDictionary(name => name, _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));

    private static AccessRights RightsOf(string name) => name switch
    {
        RootName => AccessRights.Manage,
        SendName => AccessRights.Send,
        ListenName => AccessRights.Listen,
        _ => AccessRights.None,
    };

    private static void Write(string file, Dictionary<string, string> keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // Set as the file is made: keys must not be readable for a moment either.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var fresh = file + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(stream, keys);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
    }
}
