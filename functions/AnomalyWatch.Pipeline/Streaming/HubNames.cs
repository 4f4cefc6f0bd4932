namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// The hubs and their consumer groups, as they are made by <c>infra/main.bicep</c> and by the local Event Hubs. A trigger owns its group with an epoch, which
/// turns every other reader of the group away: a gap is therefore read through <see cref="ReplayGroup"/>.
/// </summary>
public static class HubNames
{
    /// <summary>Telemetry, partitioned by function.</summary>
    public const string Invocations = "invocations";

    /// <summary>Anomalies and changes, partitioned by cloud account.</summary>
    public const string Findings = "findings";

    /// <summary>What diagnostic settings of watched resources write.</summary>
    public const string AzureLogs = "azure-logs";

    /// <summary>The group of the first fold's trigger on <see cref="Invocations"/>.</summary>
    public const string ScoreGroup = "score";

    /// <summary>The group of the second fold's trigger on <see cref="Findings"/>.</summary>
    public const string GroupGroup = "group";

    /// <summary>The group of the ingest trigger on <see cref="AzureLogs"/>.</summary>
    public const string IngestGroup = "ingest";

    /// <summary>The group, on every hub, that missing stretches are read through.</summary>
    public const string ReplayGroup = "replay";
}
