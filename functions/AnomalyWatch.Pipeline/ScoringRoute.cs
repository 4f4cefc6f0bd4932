using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline;

/// <summary>The first fold's part of the route: from the hub <c>invocations</c> through the fold to the hub <c>findings</c>.</summary>
/// <param name="invocations">What is read.</param>
/// <param name="findings">Where is told what was found.</param>
/// <param name="detector">Judges.</param>
/// <param name="options">How it is run. Settings of the fold that are wrong are an <see cref="ArgumentException"/>.</param>
/// <param name="unreadable">Keeps events that cannot be read, wholly or in part; null where they are only counted.</param>
/// <param name="models">Where the models lie that a promotion names; null where none is promoted.</param>
public sealed class ScoringRoute(
    IInvocationHub invocations, IInvocationHub findings, Detector detector, PipelineOptions options, UnreadableEventKeeper? unreadable = null, ModelShelf? models = null)
    : IFoldRoute<TelemetryRecord, Anomaly>
{
    private readonly PartitionInput<TelemetryRecord> _input = new(new TelemetryCodec(), record => record.EventTime);
    private readonly ScoringOptions _scoring = Checked(options.Scoring);
    private readonly FindingsTeller _teller = new(findings, options.Clock, options.Snapshots?.Reached);

    /// <inheritdoc/>
    public IInvocationHub Hub => invocations;

    /// <summary>What was told in an earlier life and need not be sent again.</summary>
    internal ToldPacks Told
    {
        get => _teller.Told;
        set => _teller.Told = value;
    }

    /// <inheritdoc/>
    public PartitionRunner<TelemetryRecord, Anomaly> NewRunner(int partition) =>
        options.NewRunner(invocations, partition, _input, () => new ScoringFold(detector, _scoring, models), "scoring", () => true, unreadable);

    /// <inheritdoc/>
    public Task BeginAsync(PartitionRunner<TelemetryRecord, Anomaly> runner, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task DeliverAsync(int partition, FoldOutput<Anomaly> output, CancellationToken cancellationToken)
    {
        options.Snapshots?.Reached?.Invoke("folded");
        options.CountLag(invocations, partition, output.Clock);
        return _teller.TellAsync(partition, output, cancellationToken);
    }

    private static ScoringOptions Checked(ScoringOptions options) => options.Validate() is { Count: > 0 } errors
        ? throw new ArgumentException(string.Join(' ', errors), nameof(options))
        : options;
}
