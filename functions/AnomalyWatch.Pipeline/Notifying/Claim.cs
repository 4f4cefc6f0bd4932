namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>An attempt that is ours to make, and its row as written before it.</summary>
internal sealed record Claim(Notification Message, NotificationRecord Row);
