using System.Text.RegularExpressions;

namespace AnomalyWatch.Tests.Infra;

[TestClass]
public sealed partial class ThreatModelTests
{
    [TestMethod]
    public async Task Every_test_that_stands_for_a_control_exists()
    {
        var known = typeof(ThreatModelTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        var text = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root!, "infra", "threat-model.md"));
        var named = TestClassName().Matches(text).Select(match => match.Value).Where(name => name != "AnomalyWatch.Tests").Distinct(StringComparer.Ordinal).ToList();
        Assert.IsGreaterThan(15, named.Count);
        Assert.AreEqual("", string.Join(", ", named.Where(name => !known.Contains(name))));
    }

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+Tests\b")]
    private static partial Regex TestClassName();
}
