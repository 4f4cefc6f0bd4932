using System.Text.Json;
using System.Text.Json.Serialization;

namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>The form in which keys are kept. The version stands outside the keys, so that an older program refuses what it does not know.</summary>
public static class KeyRingJson
{
    /// <summary>The largest form that is read, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int Version = 1;
    private const int HashDigits = 64;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes a ring.</summary>
    public static byte[] Write(KeyRing ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        return JsonSerializer.SerializeToUtf8Bytes(
            new Form(Version, [.. ring.Keys.Select(key => new KeyForm(key.Name, key.Hash, key.IsReader, key.Scope.Sources, key.Scope.FunctionPrefixes, key.CreatedAt, key.ExpiresAt, key.RevokedAt))]),
            Options);
    }

    /// <summary>Reads a ring; null where the bytes are none of this version.</summary>
    public static KeyRing? Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Form>(utf8, Options) is { Version: Version, Keys.Count: <= KeyRing.MaxKeys } form && form.Keys.All(IsSound)
                ? new KeyRing([.. form.Keys.Select(key => new AccessKey
                {
                    Name = key.Name,
                    Hash = key.Hash,
                    IsReader = key.IsReader,
                    Scope = new AccessScope(key.Sources, key.Functions),
                    CreatedAt = key.CreatedAt,
                    ExpiresAt = key.ExpiresAt,
                    RevokedAt = key.RevokedAt,
                })])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSound(KeyForm? key) => key is { Name.Length: > 0 } && key.Hash.Length == HashDigits && key.Hash.All(char.IsAsciiHexDigit);

    private sealed record Form(int Version, IReadOnlyList<KeyForm> Keys);

    private sealed record KeyForm(
        string Name,
        string Hash,
        bool IsReader,
        IReadOnlyList<string> Sources,
        IReadOnlyList<string> Functions,
        DateTimeOffset CreatedAt,
        DateTimeOffset? ExpiresAt = null,
        DateTimeOffset? RevokedAt = null);
}
