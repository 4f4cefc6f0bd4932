namespace AnomalyWatch.Functions;

/// <summary>
/// The three apps that the one program is deployed as. An app registers the functions of its stage and switches off all others
/// (<see cref="SettingNames.Disabled"/>); <c>infra/main.bicep</c> holds the same lists, and a test holds them together.
/// </summary>
/// <param name="Name">What the setting <see cref="SettingNames.Stage"/> says.</param>
/// <param name="Functions">The functions that this app runs.</param>
/// <param name="Required">The settings without which it does not start.</param>
public sealed record Stage(string Name, IReadOnlyList<string> Functions, IReadOnlyList<string> Required)
{
    /// <summary>Takes telemetry in, from HTTP and from Azure's logs, and tells the log what time it is.</summary>
    public static Stage Ingest { get; } = new(
        "ingest",
        ["IngestHttp", "IngestAzureLogs", "Tick"],
        [SettingNames.HostOf(SettingNames.EventHubs), SettingNames.HostOf(SettingNames.AzureLogs), SettingNames.BlobsOf(SettingNames.DataStorage), SettingNames.Keys]);

    /// <summary>Both folds.</summary>
    public static Stage Score { get; } = new(
        "score",
        ["Score", "Group"],
        [SettingNames.HostOf(SettingNames.EventHubs), .. Storage]);

    /// <summary>Tells people, retrains, and serves the page and its interface.</summary>
    public static Stage Notify { get; } = new(
        "notify",
        ["Notify", "NotifySweep", "Retrain", "Incidents"],
        [SettingNames.HostOf(SettingNames.EventHubs), .. Storage, SettingNames.Readers, SettingNames.Channels]);

    /// <summary>All three.</summary>
    public static IReadOnlyList<Stage> All { get; } = [Ingest, Score, Notify];

    private static IEnumerable<string> Storage =>
        [SettingNames.BlobsOf(SettingNames.DataStorage), SettingNames.TablesOf(SettingNames.DataStorage), SettingNames.QueuesOf(SettingNames.DataStorage)];

    /// <summary>What this app has to switch off.</summary>
    public IEnumerable<string> Others => All.Where(stage => stage.Name != Name).SelectMany(stage => stage.Functions);
}
