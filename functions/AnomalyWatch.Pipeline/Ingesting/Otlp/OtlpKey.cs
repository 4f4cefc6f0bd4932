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

    // No more than four names have the same length, and most names of a span are none of ours.
    private static readonly (byte[] Name, OtlpKey Key)[]?[] ByLength =
        [.. Enumerable.Range(0, ByName.Keys.Max(name => name.Length) + 1).Select(length =>
            ByName.Where(pair => pair.Key.Length == length).Select(pair => (Encoding.UTF8.GetBytes(pair.Key), pair.Value)).ToArray())];

    /// <summary>The key of a name; false for one that tells nothing here.</summary>
    public static bool TryFind(string name, out OtlpKey key) => ByName.TryGetValue(name, out key);

    /// <summary>The key of a name in UTF-8; false for one that tells nothing here.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out OtlpKey key)
    {
        key = default;
        if (name.Length >= ByLength.Length || ByLength[name.Length] is not { } candidates)
        {
            return false;
        }

        foreach (var (candidate, found) in candidates)
        {
            if (name.SequenceEqual(candidate))
            {
                key = found;
                return true;
            }
        }

        return false;
    }
}
