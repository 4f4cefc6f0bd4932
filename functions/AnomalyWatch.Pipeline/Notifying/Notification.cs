using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>One message about one incident to one channel.</summary>
/// <param name="Id">The dedup key, the same for every attempt to say the same thing (the header <c>webhook-id</c>): letters, digits and <c>-</c> only.</param>
/// <param name="Incident">What it is about.</param>
/// <param name="Reason">Why we speak; never <see cref="NotifyReason.None"/>.</param>
/// <param name="Link">The page of the incident, or null.</param>
public sealed record Notification(string Id, Incident Incident, NotifyReason Reason, Uri? Link);
