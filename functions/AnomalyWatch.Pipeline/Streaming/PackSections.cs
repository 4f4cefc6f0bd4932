using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>What a codec writes the records of a pack into.</summary>
/// <param name="Dense">Is compressed.</param>
/// <param name="Loose">Is not: for bytes that are random anyway, such as ids, on which compression would only spend its time.</param>
public sealed record PackSections(IBufferWriter<byte> Dense, IBufferWriter<byte> Loose);
