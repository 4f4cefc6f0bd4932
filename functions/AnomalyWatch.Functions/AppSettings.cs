using System.Text;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Functions;

/// <summary>What an app is told by its settings, checked as a whole when the program starts.</summary>
public sealed record AppSettings
{
    private const string Site = "WEBSITE_HOSTNAME";

    private readonly Func<string, string?> _find;

    private AppSettings(Func<string, string?> find, Stage stage) => (_find, Stage) = (find, stage);

    /// <summary>Which app this is.</summary>
    public Stage Stage { get; }

    /// <summary>Where telemetry goes; null for nowhere.</summary>
    public string? Insights => _find(SettingNames.Insights);

    /// <summary>The keys of those who may call: senders' at the ingest app, readers' at the page.</summary>
    public KeyRing Keys { get; private init; } = KeyRing.Empty;

    /// <summary>Whose tokens are believed.</summary>
    public IReadOnlyList<TokenIssuer> Issuers { get; private init; } = [];

    /// <summary>The text of a channels file; empty at the apps that tell nobody.</summary>
    public ReadOnlyMemory<byte> Channels { get; private init; }

    /// <summary>Where this app is reached; null where the platform does not say.</summary>
    public Uri? Page => _find(Site) is { Length: > 0 } host ? new Uri($"https://{host}/") : null;

    /// <summary>Reads the settings by name. Throws <see cref="AppSettingsException"/> with everything that is wrong, never with a value.</summary>
    public static AppSettings Read(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        var stage = Stage.All.SingleOrDefault(one => one.Name == find(SettingNames.Stage))
            ?? throw new AppSettingsException([$"{SettingNames.Stage}: must be {string.Join(", ", Stage.All.Select(one => one.Name))}."]);
        var faults = stage.Required.Select(name => Fault(name, find(name))).OfType<string>().ToList();
        var secret = stage == Stage.Ingest ? SettingNames.Keys : SettingNames.Readers;
        var keys = KeyRing.Empty;
        if (stage.Required.Contains(secret) && Fault(secret, find(secret)) is null)
        {
            keys = KeyRingJson.Read(Encoding.UTF8.GetBytes(find(secret)!)) ?? keys;
            if (keys.Keys.Count == 0)
            {
                faults.Add($"{secret}: holds no keys of this version; it must be the text of a keys.json, as 'keys create' writes it.");
            }
        }

        IReadOnlyList<TokenIssuer> issuers = [];
        if (find(SettingNames.Tokens) is { Length: > 0 } tokens)
        {
            (issuers, var errors) = TokenIssuersFile.Read(Encoding.UTF8.GetBytes(tokens));
            faults.AddRange(errors.Select(error => $"{SettingNames.Tokens}: {error}"));
        }

        return faults.Count > 0 ? throw new AppSettingsException(faults) : new AppSettings(find, stage)
        {
            Keys = keys,
            Issuers = issuers,
            Channels = stage == Stage.Notify ? Encoding.UTF8.GetBytes(find(SettingNames.Channels)!) : default,
        };
    }

    /// <summary>A setting that the stage requires.</summary>
    public string this[string name] => _find(name) ?? throw new InvalidOperationException($"The stage '{Stage.Name}' is not told {name}.");

    private static string? Fault(string name, string? value) =>
        string.IsNullOrWhiteSpace(value) ? $"{name}: is missing."
        : value.StartsWith(SettingNames.UnresolvedReference, StringComparison.OrdinalIgnoreCase)
            ? $"{name}: Key Vault did not give the secret that it refers to: it does not exist yet, or this app's identity may not read it."
        : null;
}
