using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Serving.Authentication;

/// <summary>
/// Who has signed in at the page. A session lasts half a day, ends with its key, and lives in memory only: after a restart one signs in
/// again. Ids and keys are kept as hashes.
/// </summary>
public sealed class Sessions(Authenticator authenticator, TimeProvider time) : ISessions
{
    private const int MaxSessions = 1000;
    private const int IdBytes = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string KeyHash, DateTimeOffset End)> _sessions = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? Begin(string key)
    {
        if (authenticator.FindKey(key) is not { IsReader: true })
        {
            return null;
        }

        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_sessions.Count >= MaxSessions)
            {
                // Only who holds a reader's key gets here, so the oldest are his own or long left.
                _sessions.Remove(_sessions.MinBy(session => session.Value.End).Key);
            }

            _sessions[Hash(id)] = (KeyText.Hash(key), now + ISessions.Length);
        }

        return id;
    }

    /// <inheritdoc/>
    public string? Find(string? cookie)
    {
        if (string.IsNullOrEmpty(cookie) || cookie.Length > 2 * IdBytes)
        {
            return null;
        }

        var hash = Hash(cookie);
        lock (_lock)
        {
            if (_sessions.TryGetValue(hash, out var session) && time.GetUtcNow() < session.End && authenticator.ReaderName(session.KeyHash) is { } name)
            {
                return name;
            }

            _sessions.Remove(hash);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Forget(string? cookie)
    {
        lock (_lock)
        {
            _sessions.Remove(Hash(cookie ?? ""));
        }
    }

    private static string Hash(string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
