using System.Runtime.CompilerServices;
using Amqp;

namespace AnomalyWatch.EventHubsEmulator.Amqp;

/// <summary>What is needed of the library and not public.</summary>
internal static class LibraryInternals
{
    /// <summary>The channel of the frames that a session sends.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Channel")]
    public static extern ushort ChannelOf(Session session);

    /// <summary>Whether a thread is just writing the deliveries of a session, of whichever of its links.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "writingDelivery")]
    public static extern ref bool IsWriting(Session session);
}
