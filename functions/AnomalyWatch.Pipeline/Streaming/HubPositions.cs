using System.Globalization;
using System.Text;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// How far a reader without a state of its own has come in each partition of a hub, in a small blob each. A position is written with If-Match and never over a
/// later one, so of two owners the one that is further ahead wins. The storage's exceptions come through.
/// </summary>
/// <param name="blobs">Where the blobs lie.</param>
/// <param name="log">The hub, in a form that no other has: letters, digits, '-' and '.'. A position in another log is worth nothing.</param>
public sealed class HubPositions(ISnapshotBlobs blobs, string log)
{
    private const int MaxBytes = 64;

    /// <summary>The event that is due; null where nothing was kept or what was kept cannot be read.</summary>
    public async Task<long?> FindAsync(int partition, CancellationToken cancellationToken) =>
        (await ReadAsync(partition, cancellationToken).ConfigureAwait(false)).Next;

    /// <summary>Keeps the event that is due, unless a later one is kept.</summary>
    public async Task KeepAsync(int partition, long next, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (kept, etag) = await ReadAsync(partition, cancellationToken).ConfigureAwait(false);
            if (kept >= next)
            {
                return;
            }

            var bytes = Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture));
            if (await blobs.ReplaceAsync(NameOf(partition), bytes, etag, cancellationToken).ConfigureAwait(false) is not null)
            {
                return;
            }
        }
    }

    private async Task<(long? Next, string? ETag)> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var blob = await blobs.ReadAsync(NameOf(partition), MaxBytes, cancellationToken).ConfigureAwait(false);
        long? next = blob is not null && long.TryParse(blob.Bytes.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return (next, blob?.ETag);
    }

    private string NameOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"positions/{log}/{partition:0000}");
}
