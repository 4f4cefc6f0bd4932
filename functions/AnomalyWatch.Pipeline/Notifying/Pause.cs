namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>Waiting. A timer counts whole milliseconds downwards, so without rounding up the last part of one would be a busy loop.</summary>
internal static class Pause
{
    public static Task ForAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds))), time, cancellationToken);
}
