using System.Collections.Concurrent;
using AnomalyWatch.Detection.Models;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// The models at hand, by the hash of their model.zip: what a promotion in the log, or a snapshot, names by its hash is looked up here. Whoever promotes
/// one puts it here first. Safe for concurrent use.
/// </summary>
public sealed class ModelShelf
{
    /// <summary>How many models there is room for.</summary>
    public const int MaxModels = 64;

    private readonly ConcurrentDictionary<string, ScoringModel> _models = new(StringComparer.Ordinal);

    /// <summary>Puts a model here; false where there is no room.</summary>
    public bool TryAdd(ScoringModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _models.Count < MaxModels && (_models.TryAdd(model.Manifest.ModelSha256, model) || Find(model.Manifest.ModelSha256) is not null);
    }

    /// <summary>The model with a hash; null where it is not at hand.</summary>
    public ScoringModel? Find(string sha256) => _models.GetValueOrDefault(sha256);
}
