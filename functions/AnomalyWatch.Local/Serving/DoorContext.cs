using AnomalyWatch.Local.Serving.Watching;
using AnomalyWatch.Serving;
using AnomalyWatch.Serving.Authentication;

namespace AnomalyWatch.Local.Serving;

/// <summary>What the web door reaches.</summary>
internal sealed record DoorContext
{
    /// <summary>How the server is run.</summary>
    public required LocalOptions Options { get; init; }

    /// <summary>Who may come in.</summary>
    public required Authenticator Authenticator { get; init; }

    /// <summary>What senders reach.</summary>
    public required SendersSite Senders { get; init; }

    /// <summary>What readers reach.</summary>
    public required ReadersSite Readers { get; init; }

    /// <summary>Who notices changes of incidents.</summary>
    public required IncidentWatcher Watcher { get; init; }

    /// <summary>What has been counted.</summary>
    public required MeterTotals Totals { get; init; }

    /// <summary>Tells the person at the console.</summary>
    public required Action<string> Say { get; init; }
}
