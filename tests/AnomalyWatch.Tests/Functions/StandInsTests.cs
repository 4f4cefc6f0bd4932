using System.Reflection;
using AnomalyWatch.Functions;

namespace AnomalyWatch.Tests.Functions;

/// <summary>The stand-ins offer what the doors use and nothing else: what nobody uses would be a claim about packages that nothing holds.</summary>
[TestClass]
public sealed class StandInsTests
{
    private static readonly string[] Namespaces = ["Microsoft.Azure.Functions.Worker", "Azure.Messaging.EventHubs"];

    [TestMethod]
    public void Whatever_the_stand_ins_offer_is_used()
    {
        var used = UsedWords();
        var unused = new List<string>();
        foreach (var type in StandIns())
        {
            foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                var name = member switch
                {
                    PropertyInfo or FieldInfo { IsSpecialName: false } => member.Name,
                    MethodInfo { IsSpecialName: false } method when method.GetBaseDefinition().DeclaringType == type => method.Name,
                    _ => null,
                };

                // A property that only repeats an argument of the constructor, as attributes do, is used where the attribute is.
                var repeats = type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
                    .Any(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase));
                if (name is not null && !repeats && !IsOfRecord(name) && !used.Contains(name))
                {
                    unused.Add($"{type.Name}.{name}");
                }
            }

            // What only a member gives is never named: an extension's class, and what a variable holds.
            var isGiven = StandIns().SelectMany(other => other.GetMethods()).Any(method => method.ReturnType.ToString().Contains(type.FullName!, StringComparison.Ordinal));
            if (!used.Contains(type.Name) && !used.Contains(type.Name.Replace("Attribute", "", StringComparison.Ordinal)) && !isGiven && !(type.IsAbstract && type.IsSealed))
            {
                unused.Add(type.Name);
            }
        }

        Assert.AreEqual("", string.Join(", ", unused));
    }

    [TestMethod]
    public void The_stand_ins_are_in_the_folder_that_the_Azure_build_leaves_out_and_nowhere_else()
    {
        var outside = Sources().Where(file => !file.Contains($"{Path.DirectorySeparatorChar}StandIns{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => Namespaces.Any(name => File.ReadAllText(file).Contains("namespace " + name, StringComparison.Ordinal)));
        Assert.AreEqual("", string.Join(", ", outside));
        StringAssert.Contains(File.ReadAllText(Path.Combine(Folder, "AnomalyWatch.Functions.csproj")), "<Compile Remove=\"StandIns/**\" />");
    }

    private static string Folder => Path.Combine(SourceTree.Root!, "functions", "AnomalyWatch.Functions");

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories);

    private static IEnumerable<Type> StandIns() =>
        typeof(Stage).Assembly.GetExportedTypes().Where(type => Namespaces.Any(name => type.Namespace?.StartsWith(name, StringComparison.Ordinal) == true));

    private static bool IsOfRecord(string name) => name is "ToString" or "GetHashCode" or "Equals" or "PrintMembers";

    private static HashSet<string> UsedWords() => Sources()
        .Where(file => !file.Contains("StandIns", StringComparison.Ordinal))
        .SelectMany(file => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), @"\w+").Select(match => match.Value))
        .ToHashSet(StringComparer.Ordinal);
}
