using System.Security.Cryptography;

namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>All keys. Immutable; changes give a new ring.</summary>
public sealed class KeyRing
{
    /// <summary>The most keys, revoked ones included; of those the oldest are forgotten first.</summary>
    public const int MaxKeys = 256;

    /// <summary>The most valid keys of one name: the old and the new one of a rotation.</summary>
    public const int ValidPerName = 2;

    private readonly byte[][] _hashes;

    /// <summary>A ring of keys.</summary>
    public KeyRing(IReadOnlyList<AccessKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Keys = keys;
        _hashes = [.. keys.Select(key => Convert.FromHexString(key.Hash))];
    }

    /// <summary>A ring without keys.</summary>
    public static KeyRing Empty { get; } = new([]);

    /// <summary>The keys, in the order in which they were made.</summary>
    public IReadOnlyList<AccessKey> Keys { get; }

    /// <summary>
    /// Who the shown key belongs to; null for one that is unknown, revoked or expired. All hashes are compared to their ends, so that the time
    /// taken tells nothing of which one came near.
    /// </summary>
    public Credential? Find(ReadOnlySpan<char> shown, DateTimeOffset now)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!KeyText.TryHash(shown, hash))
        {
            return null;
        }

        var found = -1;
        for (var i = 0; i < _hashes.Length; i++)
        {
            found = CryptographicOperations.FixedTimeEquals(_hashes[i], hash) ? i : found;
        }

        return found >= 0 && Keys[found] is var key && key.IsValidAt(now) ? new Credential(key.Name, key.IsReader, key.Scope) : null;
    }

    /// <summary>Whether any key is valid.</summary>
    public bool HasValid(DateTimeOffset now) => Keys.Any(key => key.IsValidAt(now));

    /// <summary>The ring with another key; gives why it cannot be added, or null.</summary>
    public string? Add(AccessKey key, DateTimeOffset now, out KeyRing ring)
    {
        ArgumentNullException.ThrowIfNull(key);
        ring = this;
        if (Keys.Count(other => other.Name == key.Name && other.IsValidAt(now)) >= ValidPerName)
        {
            return $"'{key.Name}' has {ValidPerName} valid keys already: revoke the one that is no longer used.";
        }

        var keys = Keys.Append(key).ToList();
        while (keys.Count > MaxKeys)
        {
            var oldest = keys.FindIndex(other => !other.IsValidAt(now));
            if (oldest < 0)
            {
                return $"There are {MaxKeys} valid keys already.";
            }

            keys.RemoveAt(oldest);
        }

        ring = new KeyRing(keys);
        return null;
    }

    /// <summary>The ring with a key revoked; null where no valid key has that id.</summary>
    public KeyRing? Revoke(string id, DateTimeOffset now) => Keys.Any(key => key.Id == id && key.IsValidAt(now))
        ? new KeyRing([.. Keys.Select(key => key.Id == id && key.RevokedAt is null ? key with { RevokedAt = now } : key)])
        : null;
}
