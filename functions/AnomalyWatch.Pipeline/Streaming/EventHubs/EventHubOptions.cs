using System.Security.Cryptography.X509Certificates;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>How <see cref="EventHub"/> talks to the service.</summary>
public sealed record EventHubOptions
{
    /// <summary>The consumer group that is read with. Default <c>$Default</c>.</summary>
    public string ConsumerGroup { get; init; } = "$Default";

    /// <summary>How long one step (connecting, attaching, one send, one request) may take, 1 s to 5 min. Default 30 s.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many attempts a send or a request has, 1 to 100. Default 8: with the pauses between them about a minute.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>The pause after the first failure, doubled after each further one up to <see cref="LongestPause"/>. Default 200 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause. Default 30 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait where the service says that it is busy and not for how long. Default 4 s, as its message has it.</summary>
    public TimeSpan BusyPause { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How many events are under way to a reader before it has asked for them, 1 to 10,000. Default 300.</summary>
    public int Prefetch { get; init; } = 300;

    /// <summary>
    /// Certificates of issuers that are trusted beside the system's, for a namespace with a certificate of its own: a private endpoint, or the
    /// local Event Hubs with TLS. Names and dates are checked all the same. Default none.
    /// </summary>
    public IReadOnlyList<X509Certificate2> TrustedIssuers { get; init; } = [];

    /// <summary>Everything that is wrong, each naming its setting; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(ConsumerGroup.Length is >= 1 and <= 50, $"{nameof(ConsumerGroup)} must have 1 to 50 characters.");
        Check(StepTimeout >= TimeSpan.FromSeconds(1) && StepTimeout <= TimeSpan.FromMinutes(5), $"{nameof(StepTimeout)} is {StepTimeout}; it must be 1 s to 5 min.");
        Check(MaxAttempts is >= 1 and <= 100, $"{nameof(MaxAttempts)} is {MaxAttempts}; it must be 1 to 100.");
        Check(FirstPause > TimeSpan.Zero && FirstPause <= LongestPause, $"{nameof(FirstPause)} is {FirstPause}; it must be above 0 and at most {nameof(LongestPause)}.");
        Check(LongestPause <= TimeSpan.FromHours(1), $"{nameof(LongestPause)} is {LongestPause}; it must be at most 1 hour.");
        Check(BusyPause >= TimeSpan.Zero && BusyPause <= TimeSpan.FromMinutes(5), $"{nameof(BusyPause)} is {BusyPause}; it must be 0 to 5 min.");
        Check(Prefetch is >= 1 and <= 10_000, $"{nameof(Prefetch)} is {Prefetch}; it must be 1 to 10,000.");
        return errors;

        void Check(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }
}
