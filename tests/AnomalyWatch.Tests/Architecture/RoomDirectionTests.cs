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

    [TestMethod]
    public void The_doors_judge_nothing_themselves()
    {
        var result = Types.InAssembly(typeof(ReplayRun).Assembly)
            .ShouldNot().HaveDependencyOnAny("Microsoft.ML", "AnomalyWatch.Detection.Signals")
            .GetResult();
        Assert.IsTrue(result.IsSuccessful, "not allowed: " + string.Join(", ", result.FailingTypeNames ?? []));
    }

    /// <summary>Detection, then Pipeline and Training, then the doors.</summary>
    [TestMethod]
    [DataRow("ml/AnomalyWatch.Detection", "")]
    [DataRow("ml/AnomalyWatch.Training", "AnomalyWatch.Detection")]
    [DataRow("functions/AnomalyWatch.Pipeline", "AnomalyWatch.Detection")]
    [DataRow("functions/AnomalyWatch.Local", "AnomalyWatch.Detection,AnomalyWatch.Pipeline,AnomalyWatch.Training")]
    [DataRow("functions/AnomalyWatch.Functions", "AnomalyWatch.Detection,AnomalyWatch.Pipeline,AnomalyWatch.Training")]
    public void A_project_refers_only_to_those_behind_it(string project, string allowed)
    {
        var file = Path.Combine(SourceTree.Root ?? "", project, Path.GetFileName(project) + ".csproj");
        if (SourceTree.Root is null || !File.Exists(file))
        {
            Assert.Inconclusive($"{project} is not in this source tree.");
        }

        var ahead = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
            .Except(allowed.Split(','), StringComparer.Ordinal);
        Assert.IsEmpty(ahead, $"{project} reaches ahead: {string.Join(", ", ahead)}");
    }
}
