using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving;

/// <summary>What senders of telemetry reach.</summary>
public sealed record SendersSite
{
    /// <summary>Takes deliveries in.</summary>
    public required DeliveryIntake Intake { get; init; }

    /// <summary>Whose time counts.</summary>
    public required ClockMode Clock { get; init; }

    /// <summary>What is taken in at once.</summary>
    public IngestLimits Limits { get; init; } = new();

    /// <summary>The bytes taken in that no stage has taken yet, where the stages are in this process; 0 elsewhere.</summary>
    public Func<long> UnreadBytes { get; init; } = () => 0;

    /// <summary>Whether the stages behind go on.</summary>
    public Func<bool> IsRunning { get; init; } = () => true;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        new IngestEndpoint(this).Map(routes);
        CloudEventsHandshake.Map(routes, Limits);
    }
}
