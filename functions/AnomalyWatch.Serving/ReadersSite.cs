using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Streaming.Quarantine;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving;

/// <summary>What readers reach: the page and its interface.</summary>
public sealed record ReadersSite
{
    /// <summary>The tables that everything shown comes from.</summary>
    public required IIncidentStore Incidents { get; init; }

    /// <summary>What people said of them.</summary>
    public required TableFeedback Feedback { get; init; }

    /// <summary>What could not be read.</summary>
    public required IQuarantine Quarantine { get; init; }

    /// <summary>Tries it again.</summary>
    public required QuarantineRedrive Redrive { get; init; }

    /// <summary>Where answers go into the log.</summary>
    public required TelemetryDoor Telemetry { get; init; }

    /// <summary>The door's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether the stages behind go on.</summary>
    public Func<bool> IsRunning { get; init; } = () => true;

    /// <summary>How often the page asks for the list, in seconds, where there is no stream of changes; null where there is one.</summary>
    public int? PollSeconds { get; init; }

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        QuarantineEndpoints.Map(routes, this);
        IncidentEndpoints.Map(routes, Incidents);
        FeedbackEndpoints.Map(routes, this);
        ChartEndpoint.Map(routes, Incidents);
        PageEndpoints.Map(routes, PollSeconds);
    }
}
