using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>Who called, as far as the source tells; every field may be null (unknown). <c>default</c> is an unknown caller.</summary>
public readonly record struct Caller
{
    /// <summary>The identity: a user, role, service or key name. Roles rather than sessions, so that rotation is not a new caller.</summary>
    public string? Principal { get; init; }

    /// <summary>The address the call came from, as text.</summary>
    public string? Ip { get; init; }

    /// <summary>The network of the address, for instance <c>AS8075</c>.</summary>
    public string? Network { get; init; }

    /// <summary>The country of the address: a name or an ISO 3166 code, as the source writes it.</summary>
    public string? Country { get; init; }

    /// <summary>The user agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Whether nothing at all is known.</summary>
    public bool IsUnknown => Principal is null && Ip is null && Network is null && Country is null && Agent is null;

    /// <summary>No text of a caller has more bytes: three at most for each UTF-16 unit.</summary>
    internal const int MaxTextBytes = 3 * InvocationLimits.LongText;

    /// <summary>How many bytes a caller has at least where it is written.</summary>
    public const int LeastBytes = 5;

    /// <summary>Writes all that is known.</summary>
    public void Write(StateWriter writer)
    {
        writer.TextOrNone(Principal);
        writer.TextOrNone(Ip);
        writer.TextOrNone(Network);
        writer.TextOrNone(Country);
        writer.TextOrNone(Agent);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; where the bytes are damaged, the reader has failed.</summary>
    public static Caller Read(ref StateReader reader) => new()
    {
        Principal = reader.TextOrNone(MaxTextBytes),
        Ip = reader.TextOrNone(MaxTextBytes),
        Network = reader.TextOrNone(MaxTextBytes),
        Country = reader.TextOrNone(MaxTextBytes),
        Agent = reader.TextOrNone(MaxTextBytes),
    };
}
