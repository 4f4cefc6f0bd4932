using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>Whatever happens to the bytes, what is loaded is a state that was saved, the newest that can be had. <see cref="SomeState.From"/> holds that it is one.</summary>
[TestClass]
public sealed class SnapshotDamageTests
{
    // Three generations: 10+11+12, 20+21+22, 30+31+32.
    private static readonly long[] Saved = [10, 11, 12, 20, 21, 22, 30, 31, 32];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(8, 31, DisplayName = "the last delta")]
    [DataRow(7, 30, DisplayName = "a delta in the middle")]
    [DataRow(6, 22, DisplayName = "the full one")]
    [DataRow(5, 32, DisplayName = "one of an older generation")]
    public async Task Where_one_file_is_damaged_the_state_before_it_is_used_and_goes_on(int damaged, long expected)
    {
        var blobs = await SavedAsync();
        var name = FilesOf(blobs)[damaged];
        blobs.Change(name, bytes => [.. bytes[..^5], .. new byte[5]]);

        var owner = await Owner.StartAsync(blobs);

        Assert.AreEqual(expected, owner.Loaded);
        var isRead = damaged != 5;
        Assert.AreEqual(isRead, blobs.Blobs.ContainsKey(SomeState.Prefix + "damaged/" + name[SomeState.Prefix.Length..]), "set aside");
        Assert.AreEqual(!isRead, blobs.Blobs.ContainsKey(name));
        Assert.AreEqual(isRead, owner.Told.Exists(text => text.Contains(name, StringComparison.Ordinal)));

        Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(33));
        var next = await Owner.StartAsync(blobs);
        Assert.AreEqual(33, next.Loaded);
        Assert.IsEmpty(next.Told);
    }

    [TestMethod]
    public async Task Cut_or_changed_anywhere_any_file_gives_an_earlier_state_and_never_a_wrong_one()
    {
        var sound = await SavedAsync();
        var files = FilesOf(sound);
        foreach (var (file, expected) in new[] { (8, 31L), (7, 30L), (6, 22L) })
        {
            var length = sound.Blobs[files[file]].Bytes.Length;
            for (var at = 0; at < length; at += 13)
            {
                foreach (var change in new Func<byte[], byte[]>[] { bytes => bytes[..at], bytes => Flipped(bytes, at) })
                {
                    var blobs = sound.Copy();
                    blobs.Change(files[file], change);
                    Assert.AreEqual(expected, (await Owner.StartAsync(blobs)).Loaded, $"{files[file]} at {at}");
                }
            }
        }
    }

    [TestMethod]
    public async Task Cut_or_changed_anywhere_or_gone_the_manifest_is_made_anew_from_the_files()
    {
        var sound = await SavedAsync();
        var name = SomeState.Prefix + SnapshotManifest.Name;
        var length = sound.Blobs[name].Bytes.Length;
        for (var at = 0; at < length; at += 3)
        {
            foreach (var change in new Func<byte[], byte[]>[] { bytes => bytes[..at], bytes => Flipped(bytes, at), _ => new byte[SnapshotManifest.MaxBytes + at] })
            {
                var blobs = sound.Copy();
                blobs.Change(name, change);
                var owner = await Owner.StartAsync(blobs);
                Assert.AreEqual(32, owner.Loaded, $"at {at}");
                Assert.IsTrue(blobs.Blobs.Keys.Any(blob => blob.StartsWith(SomeState.Prefix + "damaged/manifest-", StringComparison.Ordinal)));
                Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(33));
            }
        }

        sound.Blobs.Remove(name);
        Assert.AreEqual(32, (await Owner.StartAsync(sound)).Loaded);
        Assert.HasCount(3, SnapshotManifest.TryRead(sound.Blobs[name].Bytes, out _)!.Generations);
    }

    [TestMethod]
    public async Task Any_set_of_damaged_and_missing_files_gives_the_newest_state_that_is_left()
    {
        var sound = await SavedAsync();
        var files = FilesOf(sound);
        for (var set = 1; set < 1 << files.Count; set++)
        {
            foreach (var hasManifest in new[] { true, false })
            {
                var blobs = sound.Copy();
                if (!hasManifest)
                {
                    blobs.Blobs.Remove(SomeState.Prefix + SnapshotManifest.Name);
                }

                for (var file = 0; file < files.Count; file++)
                {
                    if ((set & (1 << file)) != 0 && (set % 3 != 0 || !blobs.Blobs.Remove(files[file])))
                    {
                        blobs.Change(files[file], bytes => Flipped(bytes, set * 31 % bytes.Length));
                    }
                }

                var owner = await Owner.StartAsync(blobs);

                Assert.AreEqual(ExpectedWithout(set), owner.Loaded, $"set {set:b9}, manifest {hasManifest}");
                Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(40), "and it goes on");
                Assert.AreEqual(40, (await Owner.StartAsync(blobs)).Loaded);
            }
        }
    }

    [TestMethod]
    public async Task A_file_under_a_name_that_is_not_its_own_is_not_used()
    {
        var blobs = await SavedAsync();
        var files = FilesOf(blobs);
        blobs.Blobs[files[8]] = blobs.Blobs[files[5]];

        Assert.AreEqual(31, (await Owner.StartAsync(blobs)).Loaded);
    }

    [TestMethod]
    public async Task A_file_of_another_partition_is_not_used()
    {
        var blobs = await SavedAsync();
        var other = new SnapshotPlace("invocations", "scoring", 4, 16, SomeState.Place.Clock);
        foreach (var name in blobs.Blobs.Keys.ToList())
        {
            blobs.Blobs[other.Prefix + name[SomeState.Prefix.Length..]] = blobs.Blobs[name];
        }

        var owner = await Owner.StartAsync(blobs, place: other);

        Assert.IsNull(owner.Loaded);
        Assert.IsTrue(owner.Told[0].Contains("partition 3", StringComparison.Ordinal), owner.Told[0]);
    }

    [TestMethod]
    public async Task Damaged_files_are_kept_up_to_a_number()
    {
        var blobs = await SavedAsync();
        foreach (var name in FilesOf(blobs))
        {
            blobs.Change(name, bytes => bytes[..^1]);
        }

        var owner = await Owner.StartAsync(blobs, new SnapshotOptions { MaxDamaged = 2 });

        Assert.IsNull(owner.Loaded);
        Assert.AreEqual(2, blobs.Blobs.Keys.Count(name => name.StartsWith(SomeState.Prefix + "damaged/", StringComparison.Ordinal)));
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        bytes[at] ^= 0x10;
        return bytes;
    }

    private static long? ExpectedWithout(int set)
    {
        for (var generation = 2; generation >= 0; generation--)
        {
            var left = Enumerable.Range(0, 3).TakeWhile(i => (set & (1 << ((generation * 3) + i))) == 0).Count();
            if (left > 0)
            {
                return Saved[(generation * 3) + left - 1];
            }
        }

        return null;
    }

    private static List<string> FilesOf(MemorySnapshotBlobs blobs) => [.. blobs.Blobs.Keys.Where(name => name.EndsWith(".full", StringComparison.Ordinal) || name.EndsWith(".delta", StringComparison.Ordinal))];

    private static async Task<MemorySnapshotBlobs> SavedAsync()
    {
        var blobs = new MemorySnapshotBlobs();
        var owner = await Owner.StartAsync(blobs, new SnapshotOptions { DeltaShare = 100 });
        foreach (var sequence in Saved)
        {
            Assert.AreEqual(SaveOutcome.Saved, await owner.SaveAsync(sequence, full: sequence % 10 == 0));
        }

        return blobs;
    }
}
