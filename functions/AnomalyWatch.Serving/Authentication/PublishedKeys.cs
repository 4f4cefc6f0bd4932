using System.Text;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Serving.Authentication;

/// <summary>
/// The signing keys that issuers publish, from https or from a file. They are read when the first token comes, again every hour, and once
/// more for a key that is not among them, since issuers change keys without notice; but not more often than every five minutes, so that
/// invented key ids do not turn this server against the issuer.
/// </summary>
public sealed class PublishedKeys(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Soonest = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<Copy>> _copies = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = SigningKeys.MaxBytes,
    };

    /// <summary>An issuer's keys; null where they cannot be had. Keys that cannot be had anew stay as they were.</summary>
    public async Task<SigningKeys?> FindAsync(TokenIssuer issuer, string keyId)
    {
        var known = Begin(issuer.Keys, instead: null, before: null);
        var copy = await known.ConfigureAwait(false);
        var age = time.GetElapsedTime(copy.ReadAt);
        if (age < Soonest || (age < Fresh && copy.Keys?.Has(keyId) == true))
        {
            return copy.Keys;
        }

        return (await Begin(issuer.Keys, known, copy.Keys).ConfigureAwait(false)).Keys;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Whoever comes first reads; the others wait for the same copy.
    private Task<Copy> Begin(string place, Task<Copy>? instead, SigningKeys? before)
    {
        lock (_lock)
        {
            if (!_copies.TryGetValue(place, out var copy) || ReferenceEquals(copy, instead))
            {
                _copies[place] = copy = ReadAsync(place, before);
            }

            return copy;
        }
    }

    private async Task<Copy> ReadAsync(string place, SigningKeys? before)
    {
        try
        {
            var isAddress = place.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
            var bytes = isAddress ? await _http.GetByteArrayAsync(new Uri(place)).ConfigureAwait(false) : await ReadFileAsync(place).ConfigureAwait(false);
            return new Copy(SigningKeys.Read(Encoding.UTF8.GetString(bytes)) ?? before, time.GetTimestamp());
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or UnauthorizedAccessException or UriFormatException)
        {
            return new Copy(before, time.GetTimestamp());
        }
    }

    private static async Task<byte[]> ReadFileAsync(string path) =>
        new FileInfo(path).Length <= SigningKeys.MaxBytes ? await File.ReadAllBytesAsync(path).ConfigureAwait(false) : throw new IOException("The key set is too large.");

    private sealed record Copy(SigningKeys? Keys, long ReadAt);
}
