using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>What the spans or log records of one resource share, and what their delivery has seen before.</summary>
internal sealed class OtlpScope
{
    private readonly OtlpFunction _functions = new();

    public OtlpScope() => Resource = new OtlpValues(InternedTexts.Shared);

    /// <summary>The attributes of the resource at hand.</summary>
    public OtlpValues Resource { get; }

    /// <summary>Whether these attributes are of something that runs in a function.</summary>
    public bool IsFunction(OtlpValues own) =>
        !own.InvocationId.IsNone
        || own.Text(OtlpKey.FaasTrigger) is not null
        || Text(own, OtlpKey.FaasName) is not null
        || IsFunctionPlatform(Text(own, OtlpKey.CloudPlatform));

    /// <summary>The function's full name, or null.</summary>
    public string? Function(OtlpValues own) => _functions.Of(own, Resource);

    /// <summary>An attribute of its own, else of the resource.</summary>
    public string? Text(OtlpValues own, OtlpKey key) => own.Text(key) ?? Resource.Text(key);

    /// <summary>An attribute of its own, else of the resource.</summary>
    public double? Number(OtlpValues own, OtlpKey key) => own.Number(key) ?? Resource.Number(key);

    // Cloud Run also runs services that nobody calls functions; they are watched all the same, as from Google's own logs.
    private static bool IsFunctionPlatform(string? platform) =>
        platform is "aws_lambda" or "azure_functions" or "azure.functions" or "gcp_cloud_functions" or "gcp_cloud_run" or "alibaba_cloud_fc" or "tencent_cloud_scf";
}
