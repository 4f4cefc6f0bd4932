using System.Security.Cryptography;
using System.Text.Json;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AnomalyWatch.Training;

/// <summary>
/// Trains the model: measures the minutes of many functions with the product's own signals, takes the calm ones as vectors, and fits ML.NET's
/// RandomizedPca to them. The variances along the directions, which ML.NET does not keep, are computed afterwards.
/// </summary>
public static class ModelTrainer
{
    private const int WarmUpMinutes = 180;
    private const int EveryMinute = 7;
    private const float SmallestScale = 0.25f;

    /// <summary>The day that the traces stand for; they tell only that it was in July 2019.</summary>
    private static readonly DateTimeOffset Day = new(2019, 7, 15, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Trains on traces. Throws <see cref="InvalidDataException"/> where there are too few vectors to fit anything.</summary>
    public static TrainedModel Train(IReadOnlyList<Trace> traces, TrainingOptions options)
    {
        var chosen = traces.Where((_, index) => index % options.Every == 0).ToList();
        var vectors = chosen.AsParallel().AsOrdered().Select((trace, index) => Measure(trace, options.Seed + index)).SelectMany(measured => measured).ToList();
        if (vectors.Count < 1000)
        {
            throw new InvalidDataException($"{vectors.Count} vectors are too few; at least 1,000 are needed.");
        }

        var (offsets, scales) = Scalers(vectors);
        var scaled = vectors.Select(vector => new Row { Features = Scale(vector, offsets, scales) }).ToList();
        var ml = new MLContext(options.Seed);
        var data = ml.Data.LoadFromEnumerable(scaled);
        var transformer = ml.AnomalyDetection.Trainers.RandomizedPca(ScoringModel.FeaturesColumn, rank: options.Rank, ensureZeroMean: true, seed: options.Seed).Fit(data);
        using var zip = new MemoryStream();
        ml.Model.Save(transformer, data.Schema, zip);
        var modelZip = StableZip.Of(zip.ToArray());

        var (directions, mean) = ScoringModel.ReadWeights(transformer);
        var (eigenValues, residualVariance) = PcaVariances.Of([.. scaled.Select(row => row.Features)], directions, mean);
        var manifest = new ModelManifest
        {
            SchemaVersion = ModelManifest.CurrentVersion,
            ModelSha256 = Convert.ToHexStringLower(SHA256.HashData(modelZip)),
            Features = FeatureVector.Names,
            Offsets = offsets,
            Scales = scales,
            EigenValues = eigenValues,
            ResidualVariance = residualVariance,
            UsualDistance = 1,
            Seed = options.Seed,
            Functions = chosen.Count,
            Vectors = vectors.Count,
            From = Day,
            To = Day.AddDays(1),
            Data = $"{options.DataNote} Invocations of each minute are real; durations, errors, cold starts and callers are synthesised around them (SyntheticMinutes).",
        };

        // The usual distance is measured with the model itself.
        var model = ScoringModel.Load(modelZip, Json(manifest));
        var distances = vectors.Select(vector => Math.Sqrt(model.SquaredDistance(vector))).Order().ToList();
        manifest = manifest with { UsualDistance = (float)distances[(int)(0.95 * distances.Count)] };
        return new TrainedModel(modelZip, Json(manifest), manifest);
    }

    private static byte[] Json(ModelManifest manifest) => [.. JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Options), (byte)'\n'];

    private static List<float[]> Measure(Trace trace, int seed)
    {
        var detector = new Detector(new DetectorOptions(), ScoringModel.Untrained);
        var state = detector.NewFunction();
        var vectors = new List<float[]>();
        foreach (var window in new SyntheticMinutes(trace, seed).All(Day))
        {
            var measured = detector.Judge(state, window);
            if (state.Windows >= WarmUpMinutes && state.Windows % EveryMinute == 0 && !measured.Verdict.IsAnomaly)
            {
                vectors.Add(measured.Features.ToArray());
            }

            detector.Learn(state, window, measured);
        }

        return vectors;
    }

    private static (float[] Offsets, float[] Scales) Scalers(List<float[]> vectors)
    {
        var offsets = new float[FeatureVector.Length];
        var scales = new float[FeatureVector.Length];
        for (var i = 0; i < FeatureVector.Length; i++)
        {
            var mean = vectors.Average(vector => (double)vector[i]);
            var variance = vectors.Average(vector => Math.Pow(vector[i] - mean, 2));
            offsets[i] = (float)mean;
            scales[i] = Math.Max(SmallestScale, (float)Math.Sqrt(variance));
        }

        return (offsets, scales);
    }

    private static float[] Scale(float[] vector, float[] offsets, float[] scales) =>
        [.. vector.Select((value, i) => (value - offsets[i]) / scales[i])];

    private sealed class Row
    {
        [VectorType(FeatureVector.Length)]
        [ColumnName(ScoringModel.FeaturesColumn)]
        public float[] Features { get; init; } = [];
    }
}
