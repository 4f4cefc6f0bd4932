namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What an Azure resource id tells of a function app.</summary>
/// <param name="Subscription">The subscription, which the id of a site and of an Application Insights component both hold; or null.</param>
/// <param name="Site">
/// The site's name, with <c>-slot</c> for a deployment slot other than production: so the Functions host itself calls a slot's app; or null.
/// </param>
/// <param name="Component">The Application Insights component's name, or null.</param>
/// <param name="Function">The function's name, where the id is that of a function; or null.</param>
internal readonly record struct AzureResource(string? Subscription, string? Site, string? Component, string? Function)
{
    // Twice what Azure allows; a longer one is somebody's attempt to have it cut into a million parts.
    private const int LongestId = 4096;

    /// <summary>Reads <c>/SUBSCRIPTIONS/../RESOURCEGROUPS/../PROVIDERS/../SITES/..</c> in any case of letters.</summary>
    public static AzureResource Of(string? resourceId)
    {
        string? subscription = null, site = null, slot = null, component = null, function = null;
        var parts = (resourceId?.Length <= LongestId ? resourceId : "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 1 < parts.Length; i++)
        {
            switch (parts[i].ToLowerInvariant())
            {
                case "subscriptions":
                    subscription ??= parts[++i];
                    break;
                case "resourcegroups":
                    i++;
                    break;
                case "sites":
                    site ??= parts[++i];
                    break;
                case "slots":
                    slot ??= parts[++i];
                    break;
                case "components":
                    component ??= parts[++i];
                    break;
                case "functions" when site is not null:
                    function ??= parts[++i];
                    break;
                default:
                    break;
            }
        }

        var isSlot = slot is not null && !slot.Equals("production", StringComparison.OrdinalIgnoreCase);
        return new AzureResource(subscription, site is not null && isSlot ? $"{site}-{slot}" : site, component, function);
    }
}
