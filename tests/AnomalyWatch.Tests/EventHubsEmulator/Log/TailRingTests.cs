using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class TailRingTests
{
    private const int Mebibyte = 1 << 20;

    [TestMethod]
    public void It_holds_the_newest_bytes_across_its_chunks_and_no_older_ones()
    {
        var start = (3L * Mebibyte) - 5;
        var ring = new TailRing(4 * Mebibyte, start);
        var all = new byte[10 * Mebibyte];
        new Random(7).NextBytes(all);
        for (var at = 0; at < all.Length; at += Mebibyte / 4)
        {
            ring.Write(start + at, all.AsSpan(at, Mebibyte / 4));
        }

        var kept = new byte[4 * Mebibyte];
        Assert.IsTrue(ring.TryCopy(start + (6L * Mebibyte), kept));
        Assert.IsTrue(kept.AsSpan().SequenceEqual(all.AsSpan(6 * Mebibyte)));
        Assert.IsFalse(ring.TryCopy(start + (6L * Mebibyte) - 1, kept.AsSpan(0, 10)));
    }

    [TestMethod]
    public void What_lies_before_its_beginning_is_not_there()
    {
        var ring = new TailRing(4 * Mebibyte, 1000);
        ring.Write(1000, new byte[10]);

        Assert.IsFalse(ring.TryCopy(999, new byte[1]));
        Assert.IsTrue(ring.TryCopy(1000, new byte[10]));
    }

    [TestMethod]
    public async Task A_reader_never_takes_bytes_that_were_written_over_for_those_it_asked_for()
    {
        var ring = new TailRing(4 * Mebibyte, 0);
        var published = 0L;
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var into = new byte[40_000];
            var copied = 0;
            while (!done.IsCancellationRequested || copied == 0)
            {
                // The oldest that may still be there is the most likely to be written over while it is copied.
                var offset = (Math.Max(0, Volatile.Read(ref published) - ring.Capacity) + into.Length - 1) / into.Length * into.Length;
                if (offset + into.Length <= Volatile.Read(ref published) && ring.TryCopy(offset, into))
                {
                    copied++;
                    Assert.AreEqual(-1, into.AsSpan().IndexOfAnyExcept((byte)(offset / into.Length)));
                }
            }
        });
        var block = new byte[40_000];
        for (var i = 0; i < 20_000; i++)
        {
            block.AsSpan().Fill((byte)i);
            ring.Write((long)i * block.Length, block);
            Volatile.Write(ref published, (i + 1L) * block.Length);
        }

        await done.CancelAsync();
        await reader.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
