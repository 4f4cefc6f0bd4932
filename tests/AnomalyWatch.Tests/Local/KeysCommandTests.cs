using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Tests.Local.Storage;

namespace AnomalyWatch.Tests.Local;

/// <summary>The command as a person types it, in the built program.</summary>
[TestClass]
public sealed class KeysCommandTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-keys-").FullName;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task A_key_is_made_and_shown_once_listed_without_itself_and_revoked()
    {
        string key;
        using (var create = new LocalProgram(null, "keys", "create", "--name", "shop", "--source", "otlp-traces", "--function", "aws/123", "--data", _folder))
        {
            key = await create.LineAsync(KeyText.Prefix, Cancel);
            Assert.AreEqual(0, await create.ExitCodeAsync(Cancel));
        }

        string id;
        using (var list = new LocalProgram(null, "keys", "list", "--data", _folder))
        {
            var line = await list.LineAsync("shop", Cancel);
            StringAssert.EndsWith(line, "send otlp-traces of aws/123");
            StringAssert.Contains(line, "valid");
            Assert.IsFalse(line.Contains(key, StringComparison.Ordinal));
            id = line.Split(' ')[0];
        }

        using (var revoke = new LocalProgram(null, "keys", "revoke", id, "--data", _folder))
        {
            Assert.AreEqual(0, await revoke.ExitCodeAsync(Cancel));
        }

        using var again = new LocalProgram(null, "keys", "revoke", id, "--data", _folder);
        Assert.AreEqual(1, await again.ExitCodeAsync(Cancel));
        StringAssert.Contains(await again.Errors, "No valid key has that id.");
    }

    [TestMethod]
    [DataRow("keys", "create", DisplayName = "no name")]
    [DataRow("keys", "create", "--name", "", DisplayName = "an empty name")]
    [DataRow("keys", "create", "--name", "a\nb", DisplayName = "a name that would break a line")]
    [DataRow("keys", "create", "--name", "a", "--days", "0", DisplayName = "no days")]
    public async Task What_cannot_be_made_is_refused(params string[] arguments)
    {
        using var program = new LocalProgram(null, [.. arguments, "--data", _folder]);
        Assert.AreNotEqual(0, await program.ExitCodeAsync(Cancel));
        Assert.IsFalse(File.Exists(Path.Combine(_folder, "keys.json")));
    }
}
