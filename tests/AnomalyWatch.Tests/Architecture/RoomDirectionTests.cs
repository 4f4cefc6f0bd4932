using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;
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
}
