using AnomalyWatch.Local.Serving.Authentication;
using AnomalyWatch.Local.Serving.Watching;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Serving;

/// <summary>What the web door reaches.</summary>
internal sealed record DoorContext
{
    /// <summary>How the server is run.</summary>
    public required LocalOptions Options { get; init; }

    /// <summary>Who may come in.</summary>
    public required Authenticator Authenticator { get; init; }

    /// <summary>Where deliveries go.</summary>
    public required InvocationPipeline Pipeline { get; init; }

    /// <summary>How they get there, or into the quarantine.</summary>
    public required DeliveryIntake Intake { get; init; }

    /// <summary>What could not be read.</summary>
    public required LocalQuarantine Quarantine { get; init; }

    /// <summary>The hub they go to, for its backlog.</summary>
    public required CountedHub Invocations { get; init; }

    /// <summary>The tables that everything shown comes from.</summary>
    public required IIncidentStore Incidents { get; init; }

    /// <summary>What people said of them.</summary>
    public required TableFeedback Feedback { get; init; }

    /// <summary>Who notices changes in them.</summary>
    public required IncidentWatcher Watcher { get; init; }

    /// <summary>What has been counted.</summary>
    public required MeterTotals Totals { get; init; }

    /// <summary>Whether the stages go on.</summary>
    public required Func<bool> IsRunning { get; init; }

    /// <summary>Tells the person at the console.</summary>
    public required Action<string> Say { get; init; }
}
