using AnomalyWatch.Pipeline.Ingesting.Authentication;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Ingesting.Authentication;

[TestClass]
public sealed class TokenCheckTests
{
    private const string Issuer = "https://login.microsoftonline.com/tenant/v2.0";
    private const string Audience = "api://anomalywatch";
    private const string Google = "https://accounts.google.com";

    private static readonly TokenIssuer Entra = new() { Name = "pipelines", Issuers = [Issuer], Audience = Audience, Role = "Send", Keys = "file" };
    private static readonly TokenIssuer Push = new() { Name = "push", Issuers = [Google], Audience = "https://aw.example.com", Email = "push@p.iam.gserviceaccount.com", Keys = "file" };

    private static SigningIssuer _signer = null!;

    private readonly FakeTimeProvider _time = new(Some.Noon);

    [ClassInitialize]
    public static void Begin(TestContext _) => _signer = new SigningIssuer();

    [ClassCleanup]
    public static void End() => _signer.Dispose();

    [TestMethod]
    public async Task A_sound_token_of_entra_is_believed()
    {
        Assert.AreEqual("pipelines", (await FindAsync(Sound()))?.Name);
        Assert.AreEqual("pipelines", (await FindAsync(_signer.Token(Issuer, Audience, Some.Noon, ("roles", new[] { "Read", "Send" }))))?.Name);
    }

    [TestMethod]
    public async Task A_sound_token_of_googles_push_is_believed()
    {
        var token = _signer.Token(Google, Push.Audience, Some.Noon, ("email", Push.Email!), ("email_verified", true));
        Assert.AreEqual("push", (await FindAsync(token))?.Name);
    }

    [TestMethod]
    public async Task A_token_is_believed_from_its_begin_to_its_end()
    {
        var token = Sound();
        _time.SetUtcNow(Some.Noon.AddMinutes(60));
        Assert.IsNotNull(await FindAsync(token), "clocks may be a minute apart");
        _time.SetUtcNow(Some.Noon.AddMinutes(61));
        Assert.IsNull(await FindAsync(token), "expired");

        _time.SetUtcNow(Some.Noon.AddMinutes(61));
        Assert.IsNull(await FindAsync(_signer.Token(Issuer, Audience, Some.Noon.AddMinutes(63), ("roles", new[] { "Send" }))), "not valid yet");
    }

    [TestMethod]
    public async Task What_is_not_signed_by_the_issuers_key_is_not_believed()
    {
        var token = Sound();
        using var stranger = new SigningIssuer();
        Assert.IsNull(await FindAsync(SigningIssuer.Unsigned(token)), "alg none");
        Assert.IsNull(await FindAsync(_signer.SignedWithPublicKey(token)), "an HMAC keyed with the public key");
        Assert.IsNull(await FindAsync(SigningIssuer.Forged(token, "roles", new[] { "Send", "Admin" })), "other claims under the same signature");
        Assert.IsNull(await FindAsync(stranger.Token(Issuer, Audience, Some.Noon, ("roles", new[] { "Send" }))), "somebody else's key of the same id");
        Assert.IsNull(await FindAsync(token[..^2]), "a signature cut short");
        Assert.IsNull(await FindAsync("a.b.c"));
        Assert.IsNull(await FindAsync(new string('a', 100_000) + ".b.c"));
    }

    [TestMethod]
    public async Task A_token_for_somebody_or_something_else_is_not_believed()
    {
        Assert.IsNull(await FindAsync(_signer.Token(Issuer, "api://other", Some.Noon, ("roles", new[] { "Send" }))), "audience");
        Assert.IsNull(await FindAsync(_signer.Token("https://login.microsoftonline.com/other/v2.0", Audience, Some.Noon, ("roles", new[] { "Send" }))), "issuer");
        Assert.IsNull(await FindAsync(_signer.Token(Issuer, Audience, Some.Noon, ("roles", new[] { "Read" }))), "role");
        Assert.IsNull(await FindAsync(_signer.Token(Issuer, Audience, Some.Noon)), "no role");
        Assert.IsNull(await FindAsync(_signer.Token(Google, Push.Audience, Some.Noon, ("email", "else@p.iam.gserviceaccount.com"), ("email_verified", true))), "address");
        Assert.IsNull(await FindAsync(_signer.Token(Google, Push.Audience, Some.Noon, ("email", Push.Email!), ("email_verified", false))), "an address that nobody verified");
    }

    [TestMethod]
    public void A_symmetric_key_in_a_key_set_is_left_out()
    {
        Assert.IsNull(SigningKeys.Read("""{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0"}]}"""));
        Assert.IsNull(SigningKeys.Read("no JSON"));
        Assert.IsNull(SigningKeys.Read(new string(' ', SigningKeys.MaxBytes + 1)));
        Assert.IsTrue(SigningKeys.Read(_signer.KeySet)!.Has(SigningIssuer.KeyId));
    }

    [TestMethod]
    public void The_file_of_issuers_is_read_and_what_would_let_everybody_in_is_refused()
    {
        var (issuers, errors) = TokenIssuersFile.Read("""
            {"tokens":[{"name":"a","type":"entra","tenant":"t","audience":"api://x","role":"Send","sources":["azure-monitor"],"functions":["Azure/Sub"]},
            {"name":"b","type":"google","audience":"https://x","email":"e@x"}]}
            """u8);
        Assert.IsEmpty(errors);
        Assert.AreEqual("https://login.microsoftonline.com/t/discovery/v2.0/keys", issuers[0].Keys);
        Assert.IsTrue(issuers[0].Scope.AllowsFunction("azure/sub/shop/checkout"));
        Assert.IsFalse(issuers[0].Scope.AllowsSource("gcp-logging"));
        CollectionAssert.Contains(issuers[1].Issuers.ToArray(), "accounts.google.com");

        Assert.AreEqual(3, TokenIssuersFile.Read("""{"tokens":[{"name":"a","type":"entra","tenant":"t","audience":"x"},{"name":"b","type":"google","audience":"x","keys":"http://x"}]}"""u8).Errors.Count);
        Assert.AreEqual(1, TokenIssuersFile.Read("""{"tokens":[{"name":"a","tpye":"entra"}]}"""u8).Errors.Count);
        Assert.AreEqual(1, TokenIssuersFile.Read("{}"u8).Errors.Count);
    }

    private static string Sound() => _signer.Token(Issuer, Audience, Some.Noon, ("roles", new[] { "Send" }));

    private Task<Credential?> FindAsync(string token) =>
        new TokenCheck([Entra, Push], _time).FindAsync(token, (_, _) => Task.FromResult(SigningKeys.Read(_signer.KeySet)));
}
