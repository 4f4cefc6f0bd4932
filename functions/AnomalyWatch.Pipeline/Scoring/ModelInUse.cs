using System.Diagnostics.Metrics;
using AnomalyWatch.Detection.Models;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// Which model scores in this process, as the gauge <c>anomalywatch.scoring.model_trained_until</c>: the end of what it was trained on in seconds since 1970,
/// by <c>model</c> (the first eight digits of its hash) and <c>shipped</c> (whether it came with the program). A time and not an age, so that no fold asks a clock.
/// </summary>
public static class ModelInUse
{
    private const int ShownDigits = 8;

    private static readonly Meter Meter = new("AnomalyWatch");
    private static ModelManifest? _manifest;

    static ModelInUse() => Meter.CreateObservableGauge("anomalywatch.scoring.model_trained_until", Observe, "s");

    /// <summary>Tells that scoring goes on with a model.</summary>
    public static void Record(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        Volatile.Write(ref _manifest, manifest);
    }

    private static IEnumerable<Measurement<long>> Observe() => Volatile.Read(ref _manifest) is { ModelSha256.Length: >= ShownDigits } manifest
        ?
        [
            new(
                manifest.To.ToUnixTimeSeconds(),
                new("model", manifest.ModelSha256[..ShownDigits]),
                new("shipped", manifest.ModelSha256 == ScoringModel.Default.Manifest.ModelSha256)),
        ]
        : [];
}
