using System.Reflection;
using AnomalyWatch.Functions;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace AnomalyWatch.Tests.Functions;

/// <summary>An app registers what its own doors need and nothing that another's could work with: a function that is switched off can still be called with the master key.</summary>
[TestClass]
public sealed class StageServicesTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow("ingest")]
    [DataRow("score")]
    [DataRow("notify")]
    public async Task The_doors_of_a_stage_can_be_made_and_no_others(string name)
    {
        await using var cloud = await CloudUnderTest.StartAsync();
        var stage = Stage.All.Single(one => one.Name == name);
        var app = await cloud.StartAsync(stage, TestContext.CancellationToken);
        foreach (var (function, door) in Doors())
        {
            if (stage.Functions.Contains(function))
            {
                Assert.IsNotNull(ActivatorUtilities.CreateInstance(app, door), function);
            }
            else
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => ActivatorUtilities.CreateInstance(app, door), function);
            }
        }
    }

    [TestMethod]
    public async Task A_stage_opens_the_hubs_that_it_has_rights_on()
    {
        await using var cloud = await CloudUnderTest.StartAsync();
        foreach (var stage in Stage.All)
        {
            await cloud.StartAsync(stage, TestContext.CancellationToken);
        }

        CollectionAssert.AreEquivalent(
            new[]
            {
                $"ingest {HubNames.Invocations}", $"ingest {HubNames.Findings}", $"ingest {HubNames.AzureLogs}", $"score {HubNames.Invocations}",
                $"score {HubNames.Findings}", $"notify {HubNames.Invocations}", $"notify {HubNames.Findings}",
            },
            cloud.Opened);
    }

    private static IEnumerable<(string Function, Type Door)> Doors() => typeof(Stage).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Select(method => (Function: method.GetCustomAttribute<FunctionAttribute>()?.Name, Door: method.DeclaringType!))
        .Where(door => door.Function is not null)
        .Select(door => (door.Function!, door.Door));
}
