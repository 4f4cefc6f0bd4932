using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Ingesting.Authentication;

namespace AnomalyWatch.Tests.Ingesting.Authentication;

[TestClass]
public sealed class KeyRingTests
{
    private static readonly string Text = KeyText.Make();

    [TestMethod]
    public void A_key_is_found_by_itself_and_by_nothing_near_it()
    {
        var ring = new KeyRing([Key(Text) with { Scope = new AccessScope([Sources.OtlpTraces], []) }, Key(KeyText.Make())]);

        Assert.AreEqual("shop", ring.Find(Text, Some.Noon)!.Name);
        Assert.IsFalse(ring.Find(Text, Some.Noon)!.IsReader);
        Assert.IsNull(ring.Find(Text.AsSpan(0, Text.Length - 1), Some.Noon));
        Assert.IsNull(ring.Find(Text + "A", Some.Noon));
        Assert.IsNull(ring.Find(KeyText.Make(), Some.Noon));
        Assert.IsNull(ring.Find("", Some.Noon));
        Assert.IsNull(ring.Find(KeyText.Hash(Text), Some.Noon), "who has read the file has no key");
        Assert.IsNull(ring.Find(new string('a', 1_000_000), Some.Noon));
    }

    [TestMethod]
    public void A_revoked_and_an_expired_key_are_not_found()
    {
        var ring = new KeyRing([Key(Text) with { ExpiresAt = Some.Noon.AddDays(1) }]);
        Assert.IsNotNull(ring.Find(Text, Some.Noon.AddDays(1).AddTicks(-1)));
        Assert.IsNull(ring.Find(Text, Some.Noon.AddDays(1)));

        var revoked = ring.Revoke(ring.Keys[0].Id, Some.Noon)!;
        Assert.IsNull(revoked.Find(Text, Some.Noon));
        Assert.IsNull(revoked.Revoke(ring.Keys[0].Id, Some.Noon), "it cannot be revoked twice");
        Assert.IsFalse(revoked.HasValid(Some.Noon));
    }

    [TestMethod]
    public void Two_keys_of_a_name_are_valid_at_once_and_a_third_only_after_one_is_revoked()
    {
        var first = Key(Text);
        Assert.IsNull(KeyRing.Empty.Add(first, Some.Noon, out var ring));
        Assert.IsNull(ring.Add(Key(KeyText.Make()), Some.Noon, out ring));
        Assert.IsNotNull(ring.Add(Key(KeyText.Make()), Some.Noon, out var refused));
        Assert.AreSame(ring, refused);
        Assert.IsNull(ring.Revoke(first.Id, Some.Noon)!.Add(Key(KeyText.Make()), Some.Noon, out ring));
        Assert.AreEqual(3, ring.Keys.Count);
    }

    [TestMethod]
    public void A_full_ring_forgets_what_is_invalid_and_never_what_is_valid()
    {
        var valid = Enumerable.Range(0, KeyRing.MaxKeys - 1).Select(i => Key(KeyText.Make()) with { Name = $"n{i}" });
        var ring = new KeyRing([Key(Text) with { RevokedAt = Some.Noon }, .. valid]);

        Assert.IsNull(ring.Add(Key(KeyText.Make()), Some.Noon, out ring));
        Assert.AreEqual(KeyRing.MaxKeys, ring.Keys.Count);
        Assert.IsTrue(ring.Keys.All(key => key.RevokedAt is null));
        Assert.IsNotNull(ring.Add(Key(KeyText.Make()) with { Name = "one more" }, Some.Noon, out _));
    }

    [TestMethod]
    public void A_ring_is_read_as_it_was_written_and_holds_no_key_in_clear()
    {
        var ring = new KeyRing([Key(Text) with { IsReader = true, ExpiresAt = Some.Noon, Scope = new AccessScope(["azure-monitor"], ["azure/sub"]) }]);
        var json = KeyRingJson.Write(ring);

        CollectionAssert.AreEqual(KeyRingJson.Write(KeyRingJson.Read(json)!), json);
        Assert.IsFalse(System.Text.Encoding.UTF8.GetString(json).Contains(Text[3..], StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{}")]
    [DataRow("""{"version":2,"keys":[]}""")]
    [DataRow("""{"version":1,"keys":[null]}""")]
    [DataRow("""{"version":1,"keys":[{"name":"a","hash":"00","isReader":false,"sources":[],"functions":[],"createdAt":"2026-07-01T12:00:00Z"}]}""")]
    [DataRow("""{"version":1,"keys":[],"more":1}""")]
    public void What_is_no_ring_of_this_version_is_refused(string json) => Assert.IsNull(KeyRingJson.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    [TestMethod]
    [DataRow("aws/1234", "aws/1234/eu-west-1/checkout", true)]
    [DataRow("aws/1234", "aws/1234", true)]
    [DataRow("aws/1234/", "aws/1234/eu-west-1/checkout", true)]
    [DataRow("aws/1234", "aws/12345/eu-west-1/checkout", false)]
    [DataRow("aws/1234", "azure/1234/shop/checkout", false)]
    public void A_function_prefix_ends_where_a_part_ends(string prefix, string function, bool isAllowed) =>
        Assert.AreEqual(isAllowed, new AccessScope([], [prefix]).AllowsFunction(function));

    [TestMethod]
    public void Secrets_are_found_in_headers_by_kind_and_never_shown()
    {
        Assert.AreEqual("a", ShownSecret.Of("a", "Bearer b", "c")!.Value.Text);
        Assert.AreEqual("b", ShownSecret.Of(null, "bearer b", "c")!.Value.Text);
        Assert.AreEqual("c", ShownSecret.Of("", "Basic b", "c")!.Value.Text);
        Assert.IsNull(ShownSecret.Of(null, "Bearer ", null));
        Assert.IsTrue(ShownSecret.Of(null, "Bearer x.y.z", null)!.Value.IsToken);
        Assert.IsFalse(ShownSecret.Of(null, "Bearer " + Text, null)!.Value.IsToken);
        Assert.AreEqual("(secret)", ShownSecret.Of(Text, null, null)!.Value.ToString());
    }

    private static AccessKey Key(string text) => new() { Name = "shop", Hash = KeyText.Hash(text), CreatedAt = Some.Noon };
}
