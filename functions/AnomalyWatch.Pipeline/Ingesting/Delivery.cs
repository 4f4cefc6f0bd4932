namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Bytes from one cloud, as they came in.</summary>
/// <param name="Source">Which format is spoken: a name of <see cref="Sources"/>.</param>
/// <param name="Body">The bytes, still compressed where they came so.</param>
/// <param name="ContentEncoding">The header <c>Content-Encoding</c>: null, <c>gzip</c>, <c>deflate</c> or <c>br</c>.</param>
/// <param name="ReceivedAt">When the door took it in, UTC; the log's clock when that is the wall clock.</param>
/// <param name="Function">
/// The full name of the function that sent it (<c>aws/123456789012/eu-west-1/checkout</c>), where the sender told it beside the body; <c>unknown</c> for parts
/// that it did not tell, see <see cref="AwsPlace"/>. Only formats that do not name their function (<see cref="Sources.AwsTelemetry"/>) or its region (<see cref="Sources.AwsCloudWatch"/>) use it.
/// </param>
/// <param name="ContentType">The header <c>Content-Type</c>, where the source has more than one encoding; null means JSON.</param>
/// <param name="Attributes">What the protocol says of the body in headers: those of CloudEvents (<c>ce-*</c>, by lower-case name) in its binary mode; otherwise null.</param>
public sealed record Delivery(
    string Source,
    ReadOnlyMemory<byte> Body,
    string? ContentEncoding,
    DateTimeOffset ReceivedAt,
    string? Function = null,
    string? ContentType = null,
    IReadOnlyDictionary<string, string>? Attributes = null)
{
    /// <summary>The version of the protocol that a header tells (Firehose's), as it stands there; null where none does.</summary>
    public string? ProtocolVersion { get; init; }
}
