namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// The full name of the function that a span or a log record belongs to, from <c>cloud.resource_id</c> where that names a function, else
/// from the single attributes. What an attribute of the span says goes before the resource's: one app hosts many functions on Azure.
/// </summary>
internal sealed class OtlpFunction
{
    private readonly Dictionary<Parts, string?> _known = [];

    // Most spans of a delivery are of the function of the one before, and the texts of both are the same objects.
    private (Parts Parts, string? Name) _last;

    /// <summary>The name, or null where nothing names a function. The same attributes give the same string.</summary>
    public string? Of(OtlpValues own, OtlpValues resource)
    {
        var parts = new Parts(
            Text(OtlpKey.CloudProvider),
            Text(OtlpKey.CloudPlatform),
            Text(OtlpKey.CloudResourceId) ?? Text(OtlpKey.AwsInvokedArn),
            Text(OtlpKey.CloudAccountId),
            Text(OtlpKey.CloudRegion),
            Text(OtlpKey.FaasName),
            Text(OtlpKey.ServiceNamespace),
            Text(OtlpKey.ServiceName));
        if (parts == _last.Parts)
        {
            return _last.Name;
        }

        if (!_known.TryGetValue(parts, out var name))
        {
            name = parts.Name();
            _known.Add(parts, name);
        }

        _last = (parts, name);
        return name;

        string? Text(OtlpKey key) => own.Text(key) ?? resource.Text(key);
    }

    private readonly record struct Parts(
        string? Provider, string? Platform, string? ResourceId, string? Account, string? Region, string? Function, string? Namespace, string? Service)
    {
        public string? Name()
        {
            var path = ResourceId?.Split('/') ?? [];
            var arn = ResourceId?.Split(':') ?? [];
            if (arn is ["arn", _, "lambda", _, _, "function", _, ..])
            {
                return FunctionNaming.Of("aws", arn[4], arn[3], arn[6]);
            }

            return (Provider ?? Platform?.Split('_', '.')[0]) switch
            {
                "aws" when Function is not null => FunctionNaming.Of("aws", Account, Region, Function),
                "gcp" when (Function ?? After(path, "functions") ?? After(path, "services")) is { } function =>
                    FunctionNaming.Of("gcp", After(path, "projects") ?? Account, After(path, "locations") ?? Region, function),
                "azure" => Azure(path),
                _ when After(path, "sites") is not null && After(path, "subscriptions") is not null => Azure(path),
                _ when Function is not null => FunctionNaming.Of("other", Provider ?? Namespace ?? Service, Function),
                _ => null,
            };
        }

        // faas.name is "app/function" by the conventions; some write the function alone.
        private string? Azure(string[] path)
        {
            var slash = Function?.IndexOf('/', StringComparison.Ordinal) ?? -1;
            var app = After(path, "sites") ?? (slash > 0 ? Function![..slash] : Service);
            var function = After(path, "functions") ?? (slash > 0 ? Function![(slash + 1)..] : Function);
            return app is null || function is null ? null : FunctionNaming.Of("azure", After(path, "subscriptions") ?? Account, app, function);
        }

        private static string? After(string[] path, string name)
        {
            var at = Array.FindIndex(path, part => part.Equals(name, StringComparison.OrdinalIgnoreCase));
            return at >= 0 && at + 1 < path.Length && path[at + 1].Length > 0 ? path[at + 1] : null;
        }
    }
}
