using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads <see cref="Sources.AwsTelemetry"/>: what the Lambda Telemetry API hands an extension, an array of events, one event, or one per
/// line. Events of calls do not name the function: it is <see cref="Delivery.Function"/>, else an ARN or a name (with account and region
/// <c>unknown</c>) that any event of the delivery tells, which only the first delivery of an instance does.
/// </summary>
internal sealed class AwsTelemetryFormat : ISourceFormat
{
    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var place = AwsPlace.Of(function);
        var name = function is not null && (place == default || place.Name is not null) ? function : NameIn(pieces, place);
        var source = new LambdaSource(name, null);
        var tally = new RecordTally();
        var log = new LambdaLog(tally);
        foreach (var piece in pieces)
        {
            // A delivery comes from one instance.
            log.Take(LambdaPlatformEvent.Read(piece, source), "", piece);
        }

        return tally.Finish() with { Function = name };
    }

    private static string? NameIn(List<JsonPiece> pieces, AwsPlace place)
    {
        string? name = null;
        foreach (var piece in pieces)
        {
            // Most events tell none, and looking at the bytes costs less than parsing them all twice.
            if (name is null && piece.Fault is null && piece.Utf8.Span.IndexOf("platform."u8) >= 0 && piece.Utf8.Span.IndexOf("unction"u8) >= 0)
            {
                piece.Read(platformEvent =>
                {
                    name = NameIn(platformEvent, place);
                    return Reading.NotAnInvocation;
                });
            }
        }

        return name;
    }

    private static string? NameIn(JsonElement platformEvent, in AwsPlace place)
    {
        if (platformEvent.Text("type")?.StartsWith("platform.", StringComparison.Ordinal) != true || platformEvent.Object("record") is not { } record)
        {
            return null;
        }

        return LambdaName.Of(record.Text("functionArn", "invokedFunctionArn"))?.FullName(place.Account, place.Region)
            ?? (record.Text("functionName") is { } name ? FunctionNaming.Of("aws", place.Account, place.Region, name) : null);
    }
}
