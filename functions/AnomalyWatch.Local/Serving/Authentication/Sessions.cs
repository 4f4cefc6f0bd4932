using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Local.Serving.Authentication;

/// <summary>
/// Who has signed in at the page. A session lasts half a day, ends with its key, and lives in memory only: after a restart one signs in
/// again. Ids and keys are kept as hashes.
/// </summary>
internal sealed class Sessions(Authenticator authenticator, TimeProvider time)
{
    /// <summary>The name of the cookie.</summary>
    public const string Cookie = "anomalywatch";

    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);

    private const int MaxSessions = 1000;
    private const int IdBytes = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string KeyHash, DateTimeOffset End)> _sessions = new(StringComparer.Ordinal);

    /// <summary>Begins a session for a reader's key; null for a key that reads nothing.</summary>
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

            _sessions[Hash(id)] = (KeyText.Hash(key), now + Length);
        }

        return id;
    }

    /// <summary>The name of the key behind a session that goes on, by a cookie's value; null where there is none.</summary>
    public string? Find(string? id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > 2 * IdBytes)
        {
            return null;
        }

        var hash = Hash(id);
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

    /// <summary>Ends a session.</summary>
    public void End(string? id)
    {
        lock (_lock)
        {
            _sessions.Remove(Hash(id ?? ""));
        }
    }

    private static string Hash(string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
