using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace AnomalyWatch.Detection.Models;

/// <summary>
/// The trained part of the detector: an ML.NET RandomizedPca over the signals of a window, read out once, so that scoring allocates nothing.
/// ML.NET's own score divides the residual by the vector's length, which makes the largest deviation along a learned direction look perfectly
/// normal; here the distance is Hotelling's T-squared along the learned directions plus the squared residual in units of its variance
/// (J. E. Jackson and G. S. Mudholkar, Technometrics 21, 1979). Safe for concurrent use.
/// </summary>
public sealed class ScoringModel
{
    /// <summary>The largest model.zip that is read, in bytes.</summary>
    public const int MaxModelBytes = 1024 * 1024;

    /// <summary>The name of the vector column in model.zip.</summary>
    public const string FeaturesColumn = "Features";

    private const string DefaultModel = "AnomalyWatch.Detection.Models.Default.model.zip";
    private const string DefaultManifest = "AnomalyWatch.Detection.Models.Default.model.json";

    private static readonly Lazy<ScoringModel> Shipped = new(LoadDefault);

    private readonly float[][] _directions;
    private readonly float[] _mean;
    private readonly float[] _offsets;
    private readonly float[] _scales;
    private readonly float[] _eigenValues;

    private ScoringModel(ModelManifest manifest, float[][] directions, float[] mean)
    {
        Manifest = manifest;
        _directions = directions;
        _mean = mean;
        _offsets = [.. manifest.Offsets];
        _scales = [.. manifest.Scales];
        _eigenValues = [.. manifest.EigenValues];
    }

    /// <summary>The model that comes with the program, so that nothing has to be trained before the first run.</summary>
    public static ScoringModel Default => Shipped.Value;

    /// <summary>No model: the distance is the vector's own length. For training, which has to measure windows before there is a model.</summary>
    public static ScoringModel Untrained { get; } = new(
        new ModelManifest
        {
            SchemaVersion = ModelManifest.CurrentVersion,
            ModelSha256 = "",
            Features = FeatureVector.Names,
            Offsets = new float[FeatureVector.Length],
            Scales = [.. Enumerable.Repeat(1f, FeatureVector.Length)],
            EigenValues = [],
            ResidualVariance = 1,
            UsualDistance = 1,
            Seed = 0,
            Functions = 0,
            Vectors = 0,
            From = default,
            To = default,
            Data = "",
        },
        [],
        new float[FeatureVector.Length]);

    /// <summary>What is told about it.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>See <see cref="ModelManifest.UsualDistance"/>.</summary>
    public double UsualDistance => Manifest.UsualDistance;

    /// <summary>
    /// Loads a model with its manifest (JSON). Throws <see cref="InvalidDataException"/> with everything that is wrong where the two do not belong
    /// together, or where either cannot be read.
    /// </summary>
    public static ScoringModel Load(ReadOnlyMemory<byte> modelZip, ReadOnlySpan<byte> manifestJson)
    {
        var manifest = ReadManifest(manifestJson);
        var errors = manifest.Validate().ToList();
        if (modelZip.Length > MaxModelBytes)
        {
            errors.Add($"model.zip has {modelZip.Length} bytes; at most {MaxModelBytes} are read.");
        }
        else if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(modelZip.Span)), manifest.ModelSha256, StringComparison.Ordinal))
        {
            errors.Add("modelSha256 is not that of model.zip.");
        }

        return errors.Count == 0 ? Read(modelZip, manifest) : throw new InvalidDataException(string.Join(' ', errors));
    }

    /// <summary>The squared distance of a vector from what the model knows: T-squared + Q.</summary>
    public double SquaredDistance(ReadOnlySpan<float> features)
    {
        Span<float> scaled = stackalloc float[FeatureVector.Length];
        double left = 0;
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = ((features[i] - _offsets[i]) / _scales[i]) - _mean[i];
            left += scaled[i] * scaled[i];
        }

        double along = 0;
        for (var k = 0; k < _directions.Length; k++)
        {
            double projection = 0;
            var direction = _directions[k];
            for (var i = 0; i < scaled.Length; i++)
            {
                projection += direction[i] * scaled[i];
            }

            along += projection * projection / _eigenValues[k];
            left -= projection * projection;
        }

        return along + (Math.Max(0, left) / Manifest.ResidualVariance);
    }

    /// <summary>The learned directions and the mean, as ML.NET has them.</summary>
    public static (float[][] Directions, float[] Mean) ReadWeights(ITransformer transformer)
    {
        // A direct cast to the transformer's own type fails after loading: its type parameter is then an interface.
        var last = transformer is TransformerChain<ITransformer> chain ? chain.LastTransformer : transformer;
        var parameters = (PcaModelParameters)((ISingleFeaturePredictionTransformer<object>)last).Model;
        VBuffer<float>[]? vectors = null;
        parameters.GetEigenVectors(ref vectors, out var rank);
        VBuffer<float> mean = default;
        parameters.GetMean(ref mean);
        return ([.. vectors!.Take(rank).Select(vector => vector.DenseValues().ToArray())], [.. mean.DenseValues()]);
    }

    private static ScoringModel Read(ReadOnlyMemory<byte> modelZip, ModelManifest manifest)
    {
        try
        {
            using var stream = new MemoryStream(modelZip.ToArray(), writable: false);
            var (directions, mean) = ReadWeights(new MLContext(manifest.Seed).Model.Load(stream, out _));
            if (directions.Length != manifest.EigenValues.Count || mean.Length != FeatureVector.Length)
            {
                throw new InvalidDataException("The model has another rank or another number of features than its manifest says.");
            }

            return new ScoringModel(manifest, directions, mean);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or InvalidOperationException)
        {
            throw new InvalidDataException("model.zip holds no PCA model of ML.NET.", exception);
        }
    }

    private static ModelManifest ReadManifest(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ModelManifest>(json, ManifestJson.Options) ?? throw new InvalidDataException("The manifest is empty.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("The manifest cannot be read.", exception);
        }
    }

    private static ScoringModel LoadDefault() => Load(Resource(DefaultModel), Resource(DefaultManifest));

    private static byte[] Resource(string name)
    {
        using var stream = typeof(ScoringModel).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException("This build comes without a default model.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
