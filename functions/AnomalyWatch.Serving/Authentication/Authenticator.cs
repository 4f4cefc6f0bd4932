using AnomalyWatch.Pipeline.Ingesting.Authentication;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Serving.Authentication;

/// <summary>Finds out who sent a request, by keys and by the tokens of the issuers that are believed.</summary>
/// <param name="keys">Gives the keys as they are now.</param>
/// <param name="issuers">Whose tokens are believed.</param>
/// <param name="isRequired">Whether a request needs a credential at all.</param>
/// <param name="time">The door's clock.</param>
public sealed class Authenticator(Func<KeyRing> keys, IReadOnlyList<TokenIssuer> issuers, bool isRequired, TimeProvider time) : IDisposable
{
    private readonly TokenCheck _tokens = new(issuers, time);
    private readonly PublishedKeys _published = new(time);

    /// <summary>Whether a request needs a credential at all.</summary>
    public bool IsRequired => isRequired;

    /// <summary>Who sent a request, by its headers; null for nobody that is known.</summary>
    public async Task<Credential?> FindAsync(IHeaderDictionary headers)
    {
        var secret = ShownSecret.Of(headers[ShownSecret.KeyHeader], headers.Authorization, headers[ShownSecret.FirehoseHeader]);
        return secret is not { } shown ? null
            : shown.IsToken ? await FindTokenAsync(shown.Text).ConfigureAwait(false)
            : FindKey(shown.Text);
    }

    /// <summary>Who a key belongs to, or null.</summary>
    public Credential? FindKey(string key) => keys().Find(key, time.GetUtcNow());

    /// <summary>The name of a key that was shown before, given by its hash; null where it is no reader's any more.</summary>
    public string? ReaderName(string keyHash) =>
        Readers().FirstOrDefault(key => key.Hash == keyHash)?.Name;

    /// <summary>The readers' keys that are valid now.</summary>
    public IEnumerable<AccessKey> Readers()
    {
        var now = time.GetUtcNow();
        return keys().Keys.Where(key => key.IsReader && key.IsValidAt(now));
    }

    /// <inheritdoc/>
    public void Dispose() => _published.Dispose();

    private async Task<Credential?> FindTokenAsync(string token) =>
        issuers.Count == 0 ? null : await _tokens.FindAsync(token, _published.FindAsync).ConfigureAwait(false);
}
