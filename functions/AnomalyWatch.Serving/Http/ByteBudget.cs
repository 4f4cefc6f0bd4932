namespace AnomalyWatch.Serving.Http;

/// <summary>
/// How many bytes deliveries may come to at the same time, from their first byte until the hub has them. What goes beyond is refused at
/// once, since waiting would only move the queue from the sender's disk into this process's memory.
/// </summary>
public sealed class ByteBudget(long capacity)
{
    private const int UsualRatio = 20;
    private const int MostUnpacked = AnomalyWatch.Pipeline.Ingesting.IngestLimits.DecodedBytes;

    private long _taken;

    /// <summary>What a body usually comes to when unpacked; one that unpacks to more is bounded by its own limit.</summary>
    public static long Unpacked(long bodyBytes, bool isCompressed) => Math.Min(MostUnpacked, bodyBytes * (isCompressed ? UsualRatio : 1));

    /// <summary>A delivery's share, empty at first, given back when it is disposed.</summary>
    public Share Open() => new(this);

    /// <summary>What one delivery has taken.</summary>
    public sealed class Share(ByteBudget budget) : IDisposable
    {
        private long _bytes;

        /// <summary>Takes as many bytes as are missing to a number; false where there is no room for them.</summary>
        public bool TryTake(long bytes)
        {
            var missing = Math.Max(0, bytes - _bytes);
            if (Interlocked.Add(ref budget._taken, missing) > budget.Capacity)
            {
                Interlocked.Add(ref budget._taken, -missing);
                return false;
            }

            _bytes += missing;
            return true;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Interlocked.Add(ref budget._taken, -_bytes);
            _bytes = 0;
        }
    }

    private long Capacity => capacity;
}
