using AnomalyWatch.Pipeline.Ingesting.Authentication;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Local.Serving.Authentication;

/// <summary>Finds out who sent a request, by the keys in the data folder and the tokens of the issuers that are believed.</summary>
internal sealed class Authenticator : IDisposable
{
    private readonly KeyFile _keys;
    private readonly IReadOnlyList<TokenIssuer> _issuers;
    private readonly TokenCheck _tokens;
    private readonly PublishedKeys _published;
    private readonly TimeProvider _time;

    private Authenticator(KeyFile keys, IReadOnlyList<TokenIssuer> issuers, bool isRequired, TimeProvider time)
    {
        (_keys, _issuers, IsRequired, _time) = (keys, issuers, isRequired, time);
        _tokens = new TokenCheck(issuers, time);
        _published = new PublishedKeys(time);
    }

    /// <summary>Whether a request needs a credential at all: beyond loopback, or where the options say so.</summary>
    public bool IsRequired { get; }

    /// <summary>
    /// Reads what there is to know. Throws <see cref="LocalServerException"/> where the files are unsound, or where credentials are required and
    /// there is none: whoever listens beyond loopback without any lets everybody in or nobody.
    /// </summary>
    public static Authenticator Open(LocalOptions options, string dataFolder, TimeProvider time)
    {
        var keys = new KeyFile(dataFolder, time);
        var issuers = ReadIssuers(options.TokensFile);
        var isRequired = options.RequiresCredentials;
        if (isRequired && issuers.Count == 0 && !keys.Read().HasValid(time.GetUtcNow()))
        {
            throw new LocalServerException(
                $"Beyond loopback everybody needs a credential, and there is none in {dataFolder}: make one with 'keys create', or name the issuers of tokens with --tokens.");
        }

        return new Authenticator(keys, issuers, isRequired, time);
    }

    /// <summary>Who sent a request, by its headers; null for nobody that is known.</summary>
    public async Task<Credential?> FindAsync(IHeaderDictionary headers)
    {
        var secret = ShownSecret.Of(headers[ShownSecret.KeyHeader], headers.Authorization, headers[ShownSecret.FirehoseHeader]);
        return secret is not { } shown ? null
            : shown.IsToken ? await FindTokenAsync(shown.Text).ConfigureAwait(false)
            : FindKey(shown.Text);
    }

    /// <summary>Who a key belongs to, or null.</summary>
    public Credential? FindKey(string key) => _keys.Current.Find(key, _time.GetUtcNow());

    /// <summary>The name of a key that was shown before, given by its hash; null where it is no reader's any more.</summary>
    public string? ReaderName(string keyHash) =>
        _keys.Current.Keys.FirstOrDefault(key => key.Hash == keyHash && key.IsReader && key.IsValidAt(_time.GetUtcNow()))?.Name;

    /// <inheritdoc/>
    public void Dispose() => _published.Dispose();

    private async Task<Credential?> FindTokenAsync(string token) =>
        _issuers.Count == 0 ? null : await _tokens.FindAsync(token, _published.FindAsync).ConfigureAwait(false);

    private static IReadOnlyList<TokenIssuer> ReadIssuers(string? path)
    {
        if (path is null)
        {
            return [];
        }

        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[Math.Min(file.Length, TokenIssuersFile.MaxBytes + 1)];
            file.ReadExactly(bytes);
            var (issuers, errors) = TokenIssuersFile.Read(bytes);
            return errors.Count == 0 ? issuers : throw new LocalServerException(string.Join(Environment.NewLine, errors.Select(error => $"tokens: {path} {error}")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalServerException($"tokens: the file {path} cannot be read.", exception);
        }
    }
}
