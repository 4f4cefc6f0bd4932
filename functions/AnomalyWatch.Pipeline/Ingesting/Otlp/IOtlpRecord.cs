using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>Reads one span or one log record after the other in either encoding. Used for one delivery, by one thread.</summary>
internal interface IOtlpRecord
{
    /// <summary>Reads the message at hand; throws as <see cref="ProtobufFields"/> does.</summary>
    Reading Read(ProtobufFields fields, int outerEnd);

    /// <summary>Reads an object of the JSON encoding.</summary>
    Reading Read(JsonElement json);
}
