using System.Xml.Linq;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Training;
using NetArchTest.Rules;

namespace AnomalyWatch.Tests.Architecture;

/// <summary>A room may use rooms behind it on the route, never one ahead.</summary>
[TestClass]
public sealed class RoomDirectionTests
{
    private const string Pipeline = "AnomalyWatch.Pipeline.";

    [TestMethod]
    [DataRow("Ingesting", "Streaming,Scoring,Alerting,Notifying")]
    [DataRow("Streaming", "Ingesting,Scoring,Alerting,Notifying")]
    [DataRow("Scoring", "Ingesting,Alerting,Notifying")]
    [DataRow("Alerting", "Ingesting,Notifying")]
    [DataRow("Notifying", "Ingesting,Streaming")]
    public void A_room_uses_no_room_ahead_of_it(string room, string forbidden)
    {
        var result = Types.InAssembly(typeof(Delivery).Assembly)
            .That().ResideInNamespaceStartingWith(Pipeline + room)
            .ShouldNot().HaveDependencyOnAny([.. forbidden.Split(',').Select(name => Pipeline + name)])
            .GetResult();
        Assert.IsTrue(result.IsSuccessful, "reach ahead: " + string.Join(", ", result.FailingTypeNames ?? []));
    }

    [TestMethod]
    public void Detection_knows_no_storage_no_network_and_no_other_project()
    {
        var result = Types.InAssembly(typeof(Invocation).Assembly)
            .ShouldNot().HaveDependencyOnAny(
                "AnomalyWatch.Pipeline", "AnomalyWatch.Training", "AnomalyWatch.Local", "Azure", "System.Net", "System.IO.File", "Microsoft.Extensions.Logging")
            .GetResult();
        Assert.IsTrue(result.IsSuccessful, "not allowed: " + string.Join(", ", result.FailingTypeNames ?? []));
    }

    [TestMethod]
    public void Training_uses_nothing_but_Detection()
    {
        var result = Types.InAssembly(typeof(ModelTrainer).Assembly)
            .ShouldNot().HaveDependencyOnAny("AnomalyWatch.Pipeline", "AnomalyWatch.Local", "Azure", "System.Net", "Microsoft.Extensions.Logging")
            .GetResult();
        Assert.IsTrue(result.IsSuccessful, "not allowed: " + string.Join(", ", result.FailingTypeNames ?? []));
    }

    /// <summary>Who makes the exam must not have seen the answers: a detector's own idea of normal would be found in the telemetry again.</summary>
    [TestMethod]
    public void The_simulator_shares_nothing_with_the_detector()
    {
        var simulator = Types.InAssembly(typeof(ModelTrainer).Assembly).That().ResideInNamespaceStartingWith("AnomalyWatch.Training.Simulating");
        Assert.IsGreaterThan(20, simulator.GetTypes().Count());
        var result = simulator
            .ShouldNot().HaveDependencyOnAny("AnomalyWatch.Detection", "Microsoft.ML", typeof(ModelTrainer).FullName, "AnomalyWatch.Training.SyntheticMinutes")
            .GetResult();
        Assert.IsTrue(result.IsSuccessful, "not allowed: " + string.Join(", ", result.FailingTypeNames ?? []));
    }

    [TestMethod]
    public void The_doors_judge_nothing_themselves()
    {
        var result = Types.InAssembly(typeof(ReplayRun).Assembly)
            .ShouldNot().HaveDependencyOnAny("Microsoft.ML", "AnomalyWatch.Detection.Signals")
            .GetResult();
        Assert.IsTrue(result.IsSuccessful, "not allowed: " + string.Join(", ", result.FailingTypeNames ?? []));
    }

    /// <summary>Detection, then Pipeline and Training, then the doors. A project that is not listed here fails until somebody decides its place.</summary>
    [TestMethod]
    public void A_project_refers_only_to_those_behind_it()
    {
        if (SourceTree.Root is null)
        {
            Assert.Inconclusive("The tests do not run in a source tree.");
        }

        string[] doors = ["AnomalyWatch.Detection", "AnomalyWatch.Pipeline", "AnomalyWatch.Training"];
        var allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["AnomalyWatch.Detection"] = [],
            ["AnomalyWatch.Training"] = ["AnomalyWatch.Detection"],
            ["AnomalyWatch.Pipeline"] = ["AnomalyWatch.Detection"],
            ["AnomalyWatch.Serving"] = ["AnomalyWatch.Pipeline"],
            ["AnomalyWatch.Local"] = [.. doors, "AnomalyWatch.Serving", "AnomalyWatch.EventHubsEmulator"],
            ["AnomalyWatch.Functions"] = [.. doors, "AnomalyWatch.Serving"],
        };
        var projects = new[] { "ml", "functions" }
            .SelectMany(folder => Directory.GetDirectories(Path.Combine(SourceTree.Root, folder)))
            .SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
            .ToList();
        Assert.IsGreaterThanOrEqualTo(4, projects.Count);
        foreach (var file in projects)
        {
            var project = Path.GetFileNameWithoutExtension(file);
            Assert.IsTrue(allowed.TryGetValue(project, out var behind), $"{project} has no place in the direction yet.");
            var ahead = XDocument.Load(file).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
                .Except(behind, StringComparer.Ordinal);
            Assert.IsEmpty(ahead, $"{project} reaches ahead.");
        }
    }
}
