using System.Text.RegularExpressions;

namespace AnomalyWatch.Tests.Infra;

[TestClass]
public sealed partial class WorkflowTests
{
    public static IEnumerable<object[]> Workflows => Directory.EnumerateFiles(Path.Combine(SourceTree.Root!, ".github", "workflows"), "*.yml")
        .Select(file => new object[] { Path.GetFileName(file) });

    [TestMethod]
    [DynamicData(nameof(Workflows))]
    public void Actions_are_pinned_by_commit_and_a_commit_is_one_version(string workflow)
    {
        var uses = Text(workflow).Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToList();
        Assert.IsNotEmpty(uses);
        Assert.AreEqual("", string.Join('\n', uses.Where(line => !Pinned().IsMatch(line))));
    }

    [TestMethod]
    [DynamicData(nameof(Workflows))]
    public void Permissions_begin_empty_and_nothing_may_write_to_the_repository(string workflow)
    {
        var text = Text(workflow);
        Assert.Contains("\npermissions: {}\n", text);
        Assert.DoesNotContain("contents: write", text);
        Assert.DoesNotContain("pull_request_target", text);
    }

    [TestMethod]
    [DynamicData(nameof(Workflows))]
    public void No_stored_secret_is_used_and_nothing_from_outside_gets_into_a_script(string workflow)
    {
        var text = Text(workflow);
        Assert.DoesNotContain("secrets.", text);
        Assert.IsFalse(Expression().IsMatch(text), "an expression inside run:");
    }

    private static string Text(string workflow) => File.ReadAllText(Path.Combine(SourceTree.Root!, ".github", "workflows", workflow));

    [GeneratedRegex(@"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"run:[^\n]*\$\{\{")]
    private static partial Regex Expression();
}
