using Amqp;
using Amqp.Framing;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>What sender and receiver links have in common.</summary>
internal static class Links
{
    private static long _names;

    /// <summary>A number no other link of this process has.</summary>
    public static long NextName() => Interlocked.Increment(ref _names);

    /// <summary>The service refuses a link by attaching it without its terminus and detaching it with the error right after.</summary>
    public static void Complete(TaskCompletionSource attached, bool hasTerminus)
    {
        if (hasTerminus)
        {
            attached.TrySetResult();
        }
    }

    /// <summary>Lets an attach fail with the error that the link was closed with.</summary>
    public static void FailWhenClosed(Link link, TaskCompletionSource attached) =>
        link.AddClosedCallback((_, error) => attached.TrySetException(new AmqpException(error ?? new Error("amqp:connection:forced") { Description = "The link was closed." })));
}
