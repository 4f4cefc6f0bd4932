using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>How long to wait after a failed attempt: 1 s, then three times as long each time, up to 5 min, spread by a quarter either way.</summary>
internal static class Backoff
{
    private const double Factor = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The wait after attempt number <paramref name="attempt"/> (from 1), never less than the receiver asked. The spread comes from the message's id, so that it is the same again after a crash.</summary>
    public static TimeSpan After(int attempt, string notificationId, TimeSpan? retryAfter)
    {
        var wait = First * Math.Min(Math.Pow(Factor, attempt - 1), Longest / First);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{notificationId}\n{attempt}"));
        var spread = wait * (0.75 + (0.5 * hash[0] / byte.MaxValue));
        var own = TimeSpan.FromMilliseconds(Math.Round(Math.Min(spread.TotalMilliseconds, Longest.TotalMilliseconds)));
        return retryAfter is { } asked && asked > own ? asked : own;
    }
}
