using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>The id of an item, made from where the bytes came from, how they are to be read and what they are: the same bytes sent in again are the same item.</summary>
public static class QuarantineId
{
    private const int Bytes = 16;

    /// <summary>How long an id is.</summary>
    public const int Length = 2 * Bytes;

    /// <summary>32 hexadecimal digits.</summary>
    public static string Of(QuarantinedItem item, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(item);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string?[] parts =
        [
            item.Form.ToString(), item.Source, item.Function, item.ContentEncoding, Text(item.Position), item.Hub, Text(item.Partition), Text(item.SequenceNumber),
            .. item.ProtocolVersion is { } version ? [version] : Array.Empty<string?>(),
        ];
        foreach (var part in parts)
        {
            // The length first, so that no two lists of parts run into the same text.
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part}")));
        }

        hash.AppendData(bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Bytes));
    }

    /// <summary>Whether a text may be an id.</summary>
    public static bool IsSound(string? id) => id is { Length: Length } && id.All(char.IsAsciiHexDigitLower);

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
