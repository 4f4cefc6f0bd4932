using AnomalyWatch.Local.Serving;
using AnomalyWatch.Local.Serving.Authentication;
using AnomalyWatch.Pipeline.Ingesting.Authentication;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Local.Serving.Authentication;

[TestClass]
public sealed class KeyFileTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-keys-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Keys_are_kept_as_hashes_in_a_file_that_only_its_owner_reads()
    {
        var text = SomeKeys.Make(_folder, "shop");
        var file = Path.Combine(_folder, "keys.json");

        Assert.IsFalse(File.ReadAllText(file).Contains(text[KeyText.Prefix.Length..], StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [TestMethod]
    public void A_server_that_runs_notices_a_new_and_a_revoked_key()
    {
        var time = new FakeTimeProvider(Some.Noon);
        var server = new KeyFile(_folder, time);
        Assert.IsEmpty(server.Current.Keys);

        var text = SomeKeys.Make(_folder, "shop");
        Assert.IsEmpty(server.Current.Keys, "it looks once a second");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.AreEqual("shop", server.Current.Find(text, Some.Noon)?.Name);

        Assert.IsNull(new KeyFile(_folder, time).Change(ring => (ring.Revoke(ring.Keys[0].Id, Some.Noon), null)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsNull(server.Current.Find(text, Some.Noon));
    }

    [TestMethod]
    public void A_damaged_file_is_never_overwritten_and_leaves_a_server_the_keys_it_has()
    {
        var time = new FakeTimeProvider(Some.Noon);
        var text = SomeKeys.Make(_folder, "shop");
        var server = new KeyFile(_folder, time);
        Assert.IsNotNull(server.Current.Find(text, Some.Noon));

        File.WriteAllText(Path.Combine(_folder, "keys.json"), "{");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsNotNull(server.Current.Find(text, Some.Noon));
        Assert.ThrowsExactly<LocalServerException>(() => new KeyFile(_folder, time).Change(ring => (ring, null)));
        Assert.AreEqual("{", File.ReadAllText(Path.Combine(_folder, "keys.json")));
    }
}
