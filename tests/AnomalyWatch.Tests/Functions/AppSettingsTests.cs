using AnomalyWatch.Functions;

namespace AnomalyWatch.Tests.Functions;

/// <summary>An app that is told wrong things does not start, and says all of them at once without repeating any.</summary>
[TestClass]
public sealed class AppSettingsTests
{
    private static readonly CloudUnderTest Cloud = new("");

    [TestMethod]
    [DataRow("ingest", SettingNames.Keys)]
    [DataRow("notify", SettingNames.Readers)]
    [DataRow("notify", SettingNames.Channels)]
    public void A_reference_that_Key_Vault_did_not_resolve_ends_the_start_with_the_settings_name(string stage, string name)
    {
        var settings = Of(stage);
        settings[name] = "@Microsoft.KeyVault(SecretUri=https://some.vault.azure.net/secrets/some)";
        var fault = Assert.ContainsSingle(Faults(settings));
        StringAssert.StartsWith(fault, name + ": Key Vault did not give the secret");
        Assert.IsFalse(fault.Contains("some.vault", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Everything_that_is_missing_is_told_at_once()
    {
        var stage = Stage.Notify;
        var faults = Faults(new Dictionary<string, string> { [SettingNames.Stage] = stage.Name });
        CollectionAssert.AreEquivalent(stage.Required.Select(name => name + ": is missing.").ToArray(), faults.ToArray());
    }

    [TestMethod]
    public void Keys_that_cannot_be_read_are_told_and_not_shown()
    {
        var settings = Of("ingest");
        settings[SettingNames.Keys] = "aw_secret";
        var fault = Assert.ContainsSingle(Faults(settings));
        StringAssert.StartsWith(fault, SettingNames.Keys + ": holds no keys");
        Assert.IsFalse(fault.Contains("aw_secret", StringComparison.Ordinal));
    }

    [TestMethod]
    public void An_app_without_a_stage_is_none()
    {
        StringAssert.Contains(Assert.ContainsSingle(Faults([])), "ingest, score, notify");
    }

    [TestMethod]
    public void Issuers_of_tokens_are_read_and_their_faults_told()
    {
        var settings = Of("ingest");
        settings[SettingNames.Tokens] = """{"tokens":[{"name":"ops","type":"entra","tenant":"00000000-0000-0000-0000-000000000001","audience":"api://watch","role":"Send"}]}""";
        Assert.AreEqual("ops", AppSettings.Read(settings.GetValueOrDefault).Issuers.Single().Name);
        settings[SettingNames.Tokens] = """{"tokens":[{"name":"ops","type":"entra","tenant":"x","audience":"api://watch"}]}""";
        StringAssert.StartsWith(Assert.ContainsSingle(Faults(settings)), SettingNames.Tokens + ": tokens[0]");
    }

    private static IReadOnlyList<string> Faults(Dictionary<string, string> settings) =>
        Assert.ThrowsExactly<AppSettingsException>(() => AppSettings.Read(settings.GetValueOrDefault)).Faults;

    private static Dictionary<string, string> Of(string stage) => Cloud.SettingsOf(Stage.All.Single(one => one.Name == stage));
}
