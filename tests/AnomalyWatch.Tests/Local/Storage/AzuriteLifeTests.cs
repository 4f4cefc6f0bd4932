using System.Globalization;

namespace AnomalyWatch.Tests.Local.Storage;

[TestClass]
public sealed class AzuriteLifeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Azurite_is_gone_soon_after_its_parent_was_killed()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Children are looked up in /proc, which only Linux has.");
        }

        await AzuriteServer.RequireAsync();
        var folder = Directory.CreateTempSubdirectory("anomalywatch-kill-");
        using var program = new LocalProgram(path: null, "run", "--urls", "http://127.0.0.1:0", "--data", folder.FullName);
        await program.LineAsync("The page:", TestContext.CancellationToken);
        var azurite = program.Children().Single(id => NameOf(id).StartsWith("node", StringComparison.Ordinal) || NameOf(id) == "MainThread");
        program.Kill();
        await program.ExitCodeAsync(TestContext.CancellationToken);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        patience.CancelAfter(Patience);
        while (NameOf(azurite).Length > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }

        folder.Delete(recursive: true);
    }

    [TestMethod]
    public async Task Without_Node_the_program_ends_with_a_message_that_says_what_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("anomalywatch-no-node-");
        using var program = new LocalProgram(path: folder.FullName, "run", "--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder.FullName, "data"));
        Assert.AreEqual(1, await program.ExitCodeAsync(TestContext.CancellationToken));
        var said = await program.Errors;
        StringAssert.Contains(said, "Install Node.js");
        StringAssert.Contains(said, "--storage");
        Assert.DoesNotContain("   at ", said);
        folder.Delete(recursive: true);
    }

    /// <summary>The command of a process; empty where there is none, or only its remains.</summary>
    private static string NameOf(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var end = stat.LastIndexOf(')');
            return stat[end + 2] is 'Z' or 'X' ? "" : stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
