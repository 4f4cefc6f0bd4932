using AnomalyWatch.Detection.Models;

namespace AnomalyWatch.Training;

/// <summary>What training gives.</summary>
/// <param name="ModelZip">The bytes of model.zip.</param>
/// <param name="ManifestJson">The bytes of model.json.</param>
/// <param name="Manifest">The same, as a value.</param>
public sealed record TrainedModel(byte[] ModelZip, byte[] ManifestJson, ModelManifest Manifest);
