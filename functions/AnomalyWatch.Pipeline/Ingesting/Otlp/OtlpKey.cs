using System.Collections.Frozen;
using System.Text;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>The attributes of the semantic conventions that an invocation is made of; a name of an earlier version means the same key.</summary>
internal enum OtlpKey
{
    FaasInvocationId,
    FaasTrigger,
    FaasColdStart,
    FaasName,
    FaasVersion,
    FaasMaxMemory,
    CloudProvider,
    CloudPlatform,
    CloudAccountId,
    CloudRegion,
    CloudResourceId,
    AwsInvokedArn,
    ServiceName,
    ServiceNamespace,
    StatusCode,
    RequestBytes,
    ResponseBytes,
    ClientAddress,
    UserAgent,
    EndUser,
    ErrorType,
    ExceptionType,
}

/// <summary>Finds a key by its name.</summary>
internal static class OtlpKeys
{
    /// <summary>How many keys there are.</summary>
    public static readonly int Count = Enum.GetValues<OtlpKey>().Length;

    private const int LongestName = 40;

    private static readonly FrozenDictionary<string, OtlpKey> ByName = new Dictionary<string, OtlpKey>(StringComparer.Ordinal)
    {
        ["faas.invocation_id"] = OtlpKey.FaasInvocationId,
        ["faas.execution"] = OtlpKey.FaasInvocationId,
        ["faas.trigger"] = OtlpKey.FaasTrigger,
        ["faas.coldstart"] = OtlpKey.FaasColdStart,
        ["faas.name"] = OtlpKey.FaasName,
        ["faas.version"] = OtlpKey.FaasVersion,
        ["faas.max_memory"] = OtlpKey.FaasMaxMemory,
        ["cloud.provider"] = OtlpKey.CloudProvider,
        ["cloud.platform"] = OtlpKey.CloudPlatform,
        ["cloud.account.id"] = OtlpKey.CloudAccountId,
        ["cloud.region"] = OtlpKey.CloudRegion,
        ["cloud.resource_id"] = OtlpKey.CloudResourceId,
        ["faas.id"] = OtlpKey.CloudResourceId,
        ["aws.lambda.invoked_arn"] = OtlpKey.AwsInvokedArn,
        ["service.name"] = OtlpKey.ServiceName,
        ["service.namespace"] = OtlpKey.ServiceNamespace,
        ["http.response.status_code"] = OtlpKey.StatusCode,
        ["http.status_code"] = OtlpKey.StatusCode,
        ["http.request.body.size"] = OtlpKey.RequestBytes,
        ["http.request_content_length"] = OtlpKey.RequestBytes,
        ["http.response.body.size"] = OtlpKey.ResponseBytes,
        ["http.response_content_length"] = OtlpKey.ResponseBytes,
        ["client.address"] = OtlpKey.ClientAddress,
        ["http.client_ip"] = OtlpKey.ClientAddress,
        ["user_agent.original"] = OtlpKey.UserAgent,
        ["http.user_agent"] = OtlpKey.UserAgent,
        ["enduser.id"] = OtlpKey.EndUser,
        ["user.id"] = OtlpKey.EndUser,
        ["error.type"] = OtlpKey.ErrorType,
        ["exception.type"] = OtlpKey.ExceptionType,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, OtlpKey>.AlternateLookup<ReadOnlySpan<char>> ByChars = ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The key of a name; false for one that tells nothing here.</summary>
    public static bool TryFind(string name, out OtlpKey key) => ByName.TryGetValue(name, out key);

    /// <summary>The key of a name in UTF-8; false for one that tells nothing here.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out OtlpKey key)
    {
        key = default;
        Span<char> chars = stackalloc char[LongestName];
        return name.Length <= LongestName && ByChars.TryGetValue(chars[..Encoding.Latin1.GetChars(name, chars)], out key);
    }
}
