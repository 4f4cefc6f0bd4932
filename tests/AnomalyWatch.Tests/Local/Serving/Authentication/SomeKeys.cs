using AnomalyWatch.Local.Serving;
using AnomalyWatch.Local.Serving.Authentication;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Tests.Local.Serving.Authentication;

/// <summary>Keys made in a data folder as the command makes them.</summary>
internal static class SomeKeys
{
    /// <summary>Makes a key, and gives what its owner holds.</summary>
    public static string Make(string folder, string name, bool isReader = false, AccessScope? scope = null, DateTimeOffset? expiresAt = null)
    {
        var text = KeyText.Make();
        var now = TimeProvider.System.GetUtcNow();
        var key = new AccessKey { Name = name, Hash = KeyText.Hash(text), IsReader = isReader, Scope = scope ?? AccessScope.All, CreatedAt = now, ExpiresAt = expiresAt };
        Assert.IsNull(new KeyFile(folder, TimeProvider.System).Change(ring => (ring.Add(key, now, out var added) is null ? added : null, null)));
        return text;
    }

    /// <summary>Options under which everybody needs a credential, with keys made by <paramref name="make"/> first.</summary>
    public static Func<LocalOptions, LocalOptions> Required(Action<string> make) => options =>
    {
        make(options.DataFolder);
        return options with { RequireCredentials = true };
    };
}
