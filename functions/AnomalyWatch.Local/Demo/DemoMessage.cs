namespace AnomalyWatch.Local.Demo;

/// <summary>A message that arrived at the demo's webhook.</summary>
/// <param name="Id">The header <c>webhook-id</c>.</param>
/// <param name="Type">What it tells: <c>incident.opened</c> and so on.</param>
/// <param name="IncidentId">Which incident.</param>
/// <param name="Title">The incident's title.</param>
internal sealed record DemoMessage(string Id, string Type, string IncidentId, string Title);
