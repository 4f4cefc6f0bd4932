using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>What travels on the hub <c>findings</c>: an anomaly, or a change that may explain one. Exactly one is set.</summary>
public readonly record struct Finding
{
    /// <summary>An anomaly of the first fold.</summary>
    public Finding(Anomaly anomaly) => Anomaly = anomaly;

    /// <summary>A change from the ingest door.</summary>
    public Finding(Change change) => Change = change;

    /// <summary>The anomaly, or null.</summary>
    public Anomaly? Anomaly { get; }

    /// <summary>The change, or null.</summary>
    public Change? Change { get; }

    /// <summary>The cloud account, which decides the partition.</summary>
    public string Account => FunctionName.Account(Anomaly?.Function ?? Change!.Function);
}
