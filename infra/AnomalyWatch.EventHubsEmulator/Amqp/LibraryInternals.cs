using System.Runtime.CompilerServices;
using Amqp;

namespace AnomalyWatch.EventHubsEmulator.Amqp;

/// <summary>The one thing that is needed of the library and not public: which channel a session writes on.</summary>
internal static class LibraryInternals
{
    /// <summary>The channel of the frames that a session sends.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Channel")]
    public static extern ushort ChannelOf(Session session);
}
