using System.Diagnostics;
using AnomalyWatch.Pipeline;

namespace AnomalyWatch.Tests;

[TestClass]
public sealed class IncidentTraceTests
{
    [TestMethod]
    public void An_incident_is_told_with_its_functions_but_not_with_its_callers()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == IncidentTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var incident = Some.Incident() with { Key = "principal:mallory", Title = "mallory was seen", Functions = [.. Enumerable.Range(0, 50).Select(i => $"aws/1/eu/f{i}")] };
        using var activity = IncidentTrace.Start(incident)!;
        Assert.AreEqual("incident", activity.OperationName);
        Assert.AreEqual(incident.Id, activity.GetTagItem("anomalywatch.incident"));
        Assert.AreEqual("open", activity.GetTagItem("anomalywatch.status"));
        Assert.HasCount(20, ((string)activity.GetTagItem("anomalywatch.functions")!).Split(' '));
        Assert.IsFalse(activity.TagObjects.Any(tag => $"{tag.Value}".Contains("mallory", StringComparison.Ordinal)));
    }
}
