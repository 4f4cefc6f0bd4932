using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text.Json;
using AnomalyWatch.Detection.Models;
using Microsoft.ML;

namespace AnomalyWatch.Detection.Series;

/// <summary>
/// What the last 32 residuals of series in general look like: an ML.NET RandomizedPca trained once on many series, read out so that scoring allocates nothing. As in
/// <see cref="ScoringModel"/> the distance is Hotelling's T-squared plus Q, not ML.NET's own score. Safe for concurrent use.
/// </summary>
public sealed class SubsequenceModel
{
    /// <summary>Values of a sub-sequence.</summary>
    public const int Length = 32;

    /// <summary>A residual counts as at most so many scales, so that one spike is not everything.</summary>
    public const float Limit = 8;

    private const string DefaultModel = "AnomalyWatch.Detection.Models.Subsequence.model.zip";
    private const string DefaultManifest = "AnomalyWatch.Detection.Models.Subsequence.model.json";

    private static readonly Lazy<SubsequenceModel> Shipped = new(LoadDefault);

    private readonly float[][] _directions;
    private readonly float[] _mean;
    private readonly float[] _eigenValues;
    private readonly float _residualVariance;

    private SubsequenceModel(float[][] directions, float[] mean, IReadOnlyList<float> eigenValues, float residualVariance) =>
        (_directions, _mean, _eigenValues, _residualVariance) = (directions, mean, [.. eigenValues], residualVariance);

    /// <summary>The model that comes with the program.</summary>
    public static SubsequenceModel Default => Shipped.Value;

    /// <summary>No model: the distance is the vector's own length. For training, which has to read series before there is a model.</summary>
    public static SubsequenceModel Untrained { get; } = new([], new float[Length], [], 1);

    /// <summary>
    /// Loads a model with its manifest (JSON). Throws <see cref="InvalidDataException"/> with everything that is wrong where the two do not belong
    /// together, or where either cannot be read.
    /// </summary>
    public static SubsequenceModel Load(ReadOnlyMemory<byte> modelZip, ReadOnlySpan<byte> manifestJson)
    {
        var manifest = ReadManifest(manifestJson);
        var errors = manifest.Validate().ToList();
        if (modelZip.Length > ScoringModel.MaxModelBytes)
        {
            errors.Add($"model.zip has {modelZip.Length} bytes; at most {ScoringModel.MaxModelBytes} are read.");
        }
        else if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(modelZip.Span)), manifest.ModelSha256, StringComparison.Ordinal))
        {
            errors.Add("modelSha256 is not that of model.zip.");
        }

        return errors.Count == 0 ? Read(modelZip, manifest) : throw new InvalidDataException(string.Join(' ', errors));
    }

    /// <summary>The distance of the last <see cref="Length"/> residuals, newest first, from what the model knows: the root of T-squared + Q.</summary>
    public float Distance(ReadOnlySpan<float> residuals)
    {
        Span<float> centred = stackalloc float[Length];
        TensorPrimitives.Max(residuals[..Length], -Limit, centred);
        TensorPrimitives.Min(centred, Limit, centred);
        TensorPrimitives.Subtract(centred, _mean, centred);
        var left = TensorPrimitives.SumOfSquares<float>(centred);
        float along = 0;
        for (var k = 0; k < _directions.Length; k++)
        {
            var projection = TensorPrimitives.Dot<float>(_directions[k], centred);
            along += projection * projection / _eigenValues[k];
            left -= projection * projection;
        }

        return MathF.Sqrt(along + (Math.Max(0, left) / _residualVariance));
    }

    private static SubsequenceModel Read(ReadOnlyMemory<byte> modelZip, SubsequenceManifest manifest)
    {
        try
        {
            using var stream = new MemoryStream(modelZip.ToArray(), writable: false);
            var (directions, mean) = ScoringModel.ReadWeights(new MLContext(manifest.Seed).Model.Load(stream, out _));
            return directions.Length == manifest.EigenValues.Count && mean.Length == Length
                ? new SubsequenceModel(directions, mean, manifest.EigenValues, manifest.ResidualVariance)
                : throw new InvalidDataException("The model has another rank or another length than its manifest says.");
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or InvalidOperationException)
        {
            throw new InvalidDataException("model.zip holds no PCA model of ML.NET.", exception);
        }
    }

    private static SubsequenceManifest ReadManifest(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<SubsequenceManifest>(json, ManifestJson.Options) ?? throw new InvalidDataException("The manifest is empty.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("The manifest cannot be read.", exception);
        }
    }

    private static SubsequenceModel LoadDefault() => Load(Resource(DefaultModel), Resource(DefaultManifest));

    private static byte[] Resource(string name)
    {
        using var stream = typeof(SubsequenceModel).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException("This build comes without a model of sub-sequences.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
