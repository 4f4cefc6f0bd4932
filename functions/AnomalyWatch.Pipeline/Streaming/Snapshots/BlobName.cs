using System.Text.RegularExpressions;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>What a blob may be called, so that a name is the same thing in a folder and in a container, and leads out of neither.</summary>
internal static partial class BlobName
{
    private const int MaxLength = 900;

    /// <summary>Throws <see cref="ArgumentException"/> where it is no name.</summary>
    public static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= MaxLength && Name().IsMatch(name) ? name : throw new ArgumentException("This is no name of a snapshot's blob.", nameof(name));
    }

    /// <summary>As <see cref="Check"/> for a prefix: whole segments, each with its '/', or nothing.</summary>
    public static string CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length == 0 || (prefix.EndsWith('/') && Check(prefix[..^1]).Length > 0)
            ? prefix
            : throw new ArgumentException("A prefix ends with '/'.", nameof(prefix));
    }

    /// <summary>Whether it can be one segment of a name.</summary>
    public static bool IsSegment(string segment) => segment.Length <= 256 && !segment.Contains('/', StringComparison.Ordinal) && Name().IsMatch(segment);

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
