using System.Security.Cryptography;
using System.Text.Json;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Series;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AnomalyWatch.Training.Series;

/// <summary>
/// Trains the model of sub-sequences: reads many series with the product's own scorer, takes the calm stretches of residuals as vectors, and fits ML.NET's
/// RandomizedPca to them. The variances along the directions, which ML.NET does not keep, are computed afterwards.
/// </summary>
internal static class SubsequenceTrainer
{
    private const int WarmUp = 256;
    private const int Every = 28;
    private const int Rank = 8;

    /// <summary>Values of each series that are read.</summary>
    private const int LongestSeries = 20_000;

    /// <summary>A value that scores so much is not calm.</summary>
    private const double Calm = 2;

    /// <summary>Trains on series. Throws <see cref="InvalidDataException"/> where there are too few vectors to fit anything.</summary>
    public static (byte[] ModelZip, byte[] ManifestJson, SubsequenceManifest Manifest) Train(IReadOnlyList<(long[] Times, double[] Values)> series, int seed, string dataNote)
    {
        var rows = series.AsParallel().AsOrdered().Select(Vectors).SelectMany(vectors => vectors).ToList();
        if (rows.Count < 1000)
        {
            throw new InvalidDataException($"{rows.Count} vectors are too few; at least 1,000 are needed.");
        }

        var ml = new MLContext(seed);
        var data = ml.Data.LoadFromEnumerable(rows);
        var transformer = ml.AnomalyDetection.Trainers.RandomizedPca(ScoringModel.FeaturesColumn, rank: Rank, ensureZeroMean: true, seed: seed).Fit(data);
        using var zip = new MemoryStream();
        ml.Model.Save(transformer, data.Schema, zip);
        var modelZip = StableZip.Of(zip.ToArray());
        var (directions, mean) = ScoringModel.ReadWeights(transformer);
        var (eigenValues, residualVariance) = PcaVariances.Of([.. rows.Select(row => row.Features)], directions, mean);
        var manifest = new SubsequenceManifest
        {
            SchemaVersion = SubsequenceManifest.CurrentVersion,
            ModelSha256 = Convert.ToHexStringLower(SHA256.HashData(modelZip)),
            Length = SubsequenceModel.Length,
            EigenValues = eigenValues,
            ResidualVariance = residualVariance,
            Seed = seed,
            Series = series.Count,
            Vectors = rows.Count,
            Data = dataNote,
        };
        return (modelZip, [.. JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Options), (byte)'\n'], manifest);
    }

    private static List<Row> Vectors((long[] Times, double[] Values) series)
    {
        var scorer = new SeriesScorer(new SeriesOptions(), SubsequenceModel.Untrained);
        var vectors = new List<Row>();
        for (var i = 0; i < Math.Min(LongestSeries, series.Values.Length); i++)
        {
            var reading = scorer.Judge(DateTimeOffset.FromUnixTimeSeconds(series.Times[i]), series.Values[i]);
            if (i > WarmUp && i % Every == 0 && reading.Score < Calm && reading.HasValue)
            {
                var row = new Row();
                scorer.ReadResiduals(reading, row.Features);
                for (var j = 0; j < row.Features.Length; j++)
                {
                    row.Features[j] = Math.Clamp(row.Features[j], -SubsequenceModel.Limit, SubsequenceModel.Limit);
                }

                vectors.Add(row);
            }

            scorer.Learn(reading);
        }

        return vectors;
    }

    private sealed class Row
    {
        [VectorType(SubsequenceModel.Length)]
        [ColumnName(ScoringModel.FeaturesColumn)]
        public float[] Features { get; init; } = new float[SubsequenceModel.Length];
    }
}
