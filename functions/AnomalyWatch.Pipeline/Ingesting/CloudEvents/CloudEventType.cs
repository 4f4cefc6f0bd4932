namespace AnomalyWatch.Pipeline.Ingesting.CloudEvents;

/// <summary>Which source's format the data of an event is in, by the event's type.</summary>
internal static class CloudEventType
{
    /// <summary>Before a name of <see cref="Sources"/>: <c>anomalywatch.invocations</c>.</summary>
    private const string Prefix = "anomalywatch.";

    /// <summary>The source, or null for an event that is not for us.</summary>
    public static string? Source(string? type) => type switch
    {
        null => null,
        "google.cloud.pubsub.topic.v1.messagePublished" or "google.cloud.audit.log.v1.written" => Sources.GcpLogging,
        _ when type.StartsWith(Prefix, StringComparison.Ordinal) && type != Prefix + Sources.CloudEvents => type[Prefix.Length..],
        _ => null,
    };
}
