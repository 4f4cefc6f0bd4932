using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Detection.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AnomalyWatch.Tests.Detection.Models;

[TestClass]
public sealed class ScoringModelTests
{
    private static readonly byte[] Zip = Resource("model.zip");
    private static readonly byte[] Manifest = Resource("model.json");

    [TestMethod]
    public void The_default_model_is_the_one_that_its_manifest_names()
    {
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(Zip)), ScoringModel.Default.Manifest.ModelSha256);
        Assert.IsGreaterThan(0, ScoringModel.Default.UsualDistance);
    }

    [TestMethod]
    public void A_changed_byte_of_the_model_is_refused()
    {
        byte[] changed = [.. Zip];
        changed[changed.Length / 2] ^= 1;
        StringAssert.Contains(Refused(changed, Manifest), "modelSha256 is not that of model.zip.");
    }

    [TestMethod]
    public void Another_order_of_features_is_refused()
    {
        var refused = Refused(Zip, Changed(manifest => manifest with { Features = [.. manifest.Features.Reverse()] }));
        StringAssert.Contains(refused, "features must be invocationsSlow, invocationsFast");
    }

    [TestMethod]
    public void Another_version_is_refused_and_named() =>
        StringAssert.Contains(Refused(Zip, Changed(manifest => manifest with { SchemaVersion = 9 })), "schemaVersion is 9; this program reads 1.");

    [TestMethod]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var refused = Refused([1, 2, 3], Changed(manifest => manifest with { SchemaVersion = 9, ResidualVariance = -1 }));
        StringAssert.Contains(refused, "schemaVersion");
        StringAssert.Contains(refused, "residualVariance");
        StringAssert.Contains(refused, "modelSha256");
    }

    [TestMethod]
    public void A_model_beyond_the_limit_is_refused_before_it_is_read() =>
        StringAssert.Contains(Refused(new byte[ScoringModel.MaxModelBytes + 1], Manifest), "at most 1048576 are read");

    [TestMethod]
    public void Another_rank_than_the_manifests_is_refused() =>
        StringAssert.Contains(Refused(Zip, Changed(manifest => manifest with { EigenValues = [1] })), "another rank");

    [TestMethod]
    public void A_zip_that_is_no_model_is_refused()
    {
        var noise = Encoding.ASCII.GetBytes("PK but no archive at all");
        var manifest = Changed(manifest => manifest with { ModelSha256 = Convert.ToHexStringLower(SHA256.HashData(noise)) });
        StringAssert.Contains(Refused(noise, manifest), "no PCA model");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("null")]
    [DataRow("{\"schemaVersion\":1}")]
    [DataRow("[]")]
    public void A_manifest_that_cannot_be_read_is_refused(string json) => StringAssert.Contains(Refused(Zip, Encoding.UTF8.GetBytes(json)), "manifest");

    /// <summary>ML.NET scores |residual| / |x - mean|.</summary>
    [TestMethod]
    public void The_weights_read_out_give_the_score_that_MLNet_gives()
    {
        using var native = new NativeScore();
        var random = new Random(8);
        for (var i = 0; i < 200; i++)
        {
            var vector = Vector(random);
            Assert.AreEqual(native.Of(vector), native.OwnRelative(vector), 1e-4, $"vector {i}");
        }
    }

    /// <summary>Why its score is not used: however far a vector is, only its direction counts.</summary>
    [TestMethod]
    public void A_thousand_times_as_far_scores_the_same_in_MLNet_and_not_here()
    {
        using var native = new NativeScore();
        var near = Vector(new Random(8));
        var far = native.Mean.Select((mean, i) => mean + (1000 * (near[i] - mean))).ToArray();
        Assert.AreEqual(native.Of(near), native.Of(far), 1e-3);
        Assert.AreEqual(1e6, Distance(far) / Distance(near), 1e3);
    }

    [TestMethod]
    public void A_huge_deviation_along_a_learned_direction_is_normal_to_MLNet_and_not_here()
    {
        using var native = new NativeScore();
        var far = native.Mean.Select((mean, i) => mean + (1000 * native.Directions[0][i])).ToArray();
        Assert.IsLessThan(0.01, native.Of(far));
        Assert.IsGreaterThan(100_000, Distance(far));
    }

    [TestMethod]
    public void The_mean_itself_has_no_distance()
    {
        using var native = new NativeScore();
        Assert.AreEqual(0, Distance(native.Mean), 1e-6);
    }

    [TestMethod]
    public void Without_a_model_the_distance_is_the_length() => Assert.AreEqual(25, ScoringModel.Untrained.SquaredDistance([3, 4, 0, 0, 0, 0, 0]), 1e-6);

    private static float[] Vector(Random random) => [.. Enumerable.Range(0, FeatureVector.Length).Select(_ => (float)((8 * random.NextDouble()) - 4))];

    /// <summary>The distance of a vector that is already on the model's scale.</summary>
    private static double Distance(float[] scaled)
    {
        var manifest = ScoringModel.Default.Manifest;
        return ScoringModel.Default.SquaredDistance([.. scaled.Select((value, i) => (value * manifest.Scales[i]) + manifest.Offsets[i])]);
    }

    private static string Refused(byte[] zip, byte[] manifest) => Assert.ThrowsExactly<InvalidDataException>(() => ScoringModel.Load(zip, manifest)).Message;

    private static byte[] Changed(Func<ModelManifest, ModelManifest> change) =>
        JsonSerializer.SerializeToUtf8Bytes(change(ScoringModel.Default.Manifest), ManifestJson.Options);

    private static byte[] Resource(string name)
    {
        using var stream = typeof(ScoringModel).Assembly.GetManifestResourceStream($"AnomalyWatch.Detection.Models.Default.{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The default model as ML.NET itself runs it.</summary>
    private sealed class NativeScore : IDisposable
    {
        private readonly PredictionEngine<Row, Scored> _engine;

        public NativeScore()
        {
            var ml = new MLContext(1);
            using var stream = new MemoryStream(Zip, writable: false);
            var transformer = ml.Model.Load(stream, out _);
            _engine = ml.Model.CreatePredictionEngine<Row, Scored>(transformer);
            (Directions, Mean) = ScoringModel.ReadWeights(transformer);
        }

        public float[][] Directions { get; }

        public float[] Mean { get; }

        public double Of(float[] scaled) => _engine.Predict(new Row { Features = scaled }).Score;

        public double OwnRelative(float[] scaled)
        {
            var centred = scaled.Select((value, i) => (double)value - Mean[i]).ToArray();
            var length = centred.Sum(value => value * value);
            var residual = length - Directions.Sum(direction => Math.Pow(direction.Select((weight, i) => weight * centred[i]).Sum(), 2));
            return Math.Sqrt(Math.Max(0, residual) / length);
        }

        public void Dispose() => _engine.Dispose();
    }

    private sealed class Row
    {
        [VectorType(FeatureVector.Length)]
        [ColumnName(ScoringModel.FeaturesColumn)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }
}
