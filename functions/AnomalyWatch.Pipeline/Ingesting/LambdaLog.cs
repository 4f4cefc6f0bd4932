using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Takes what Lambda tells in one delivery, in turn. A call is told in parts: that it timed out or that its process died stands beside its REPORT,
/// the start of an instance before it, the size of the answer too. Parts that are in one delivery become one invocation, and each line beyond the
/// first counts as none. A part whose REPORT is not there is an invocation alone; the REPORT has the same id and is a second sighting downstream.
/// </summary>
internal sealed class LambdaLog(RecordTally tally)
{
    private readonly InstanceStarts _instances = new(tally);
    private readonly Dictionary<(string Function, RecordId Id), int> _reports = [];
    private readonly Dictionary<(string Function, RecordId Id), int> _failures = [];
    private readonly Dictionary<(string Function, RecordId Id), long> _responses = [];

    /// <summary>Takes one log event (<c>id</c>, <c>timestamp</c> in milliseconds since 1970, <c>message</c>); refused, it is kept within its document.</summary>
    public void TakeLogEvent(in JsonPiece logEvent, LambdaSource source, string stream, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> wrap)
    {
        var sight = LambdaSight.Other;
        var reading = logEvent.Read(json =>
        {
            if (json.Text("message") is not { } message)
            {
                return Reading.NotAnInvocation;
            }

            var line = LambdaLine.Read(message, CloudTime.OfUnixMilliseconds(json.Number("timestamp")), source);
            sight = line.Sight;
            return sight == LambdaSight.InstanceStart && line.Reading.Invocation is { } start
                ? Reading.Of(start with { Id = RecordId.From(json.Text("id")) })
                : line.Reading;
        });
        Take(new LambdaLine(reading, sight), stream, logEvent, wrap);
    }

    /// <summary>Takes what one line or event told.</summary>
    /// <param name="line">What it told.</param>
    /// <param name="instance">What the lines of one instance have in common: the log stream.</param>
    /// <param name="piece">Where it lies, and what is kept of it where it is refused.</param>
    /// <param name="wrap">What makes of it what the source can read alone; null where it can be as it is.</param>
    public void Take(in LambdaLine line, string instance, in JsonPiece piece, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? wrap = null)
    {
        var position = piece.Position;
        var reading = line.Reading;
        if (line.Sight == LambdaSight.Other || reading.Invocation is not { } call || tally.Violation(call) is not null)
        {
            tally.Take(reading, piece, wrap);
            return;
        }

        if (line.Sight is LambdaSight.InstanceStart or LambdaSight.ReportedStart)
        {
            _instances.Begin(call, instance, isToldByCall: line.Sight == LambdaSight.ReportedStart, position);
            return;
        }

        var key = (call.Function, call.Id);
        if (line.Sight == LambdaSight.Response)
        {
            _responses[key] = call.ResponseBytes!.Value;
            tally.Take(Reading.NotAnInvocation, position);
            return;
        }

        TakeCall(call, key, line.Sight, instance, position);
    }

    private void TakeCall(Invocation call, (string Function, RecordId Id) key, LambdaSight sight, string instance, long position)
    {
        var place = _instances.Join(ref call, instance);
        if (sight == LambdaSight.Report && _responses.Remove(key, out var bytes))
        {
            call = call with { ResponseBytes = bytes };
        }

        if (sight == LambdaSight.Failure && _reports.TryGetValue(key, out var report))
        {
            (place, call) = (report, Failed(tally.At(report), call));
        }
        else if (sight == LambdaSight.Report && _failures.TryGetValue(key, out var failure))
        {
            (place, call) = (failure, Failed(call, tally.At(failure)));
        }

        (sight == LambdaSight.Report ? _reports : _failures)[key] = place ?? tally.Accepted;
        if (place is { } taken)
        {
            tally.Replace(taken, call);
            tally.Take(Reading.NotAnInvocation, position);
        }
        else
        {
            tally.Take(Reading.Of(call), position);
        }
    }

    // "Timed out" is what the person on call is to hear, whatever else was written.
    private static Invocation Failed(in Invocation report, in Invocation failure) => report with
    {
        Outcome = failure.Outcome == Outcome.Timeout || report.Outcome == Outcome.Unknown ? failure.Outcome : report.Outcome,
        ErrorType = report.ErrorType ?? ErrorTypeOf(report, failure),
        ColdStart = failure.ColdStart == true ? true : report.ColdStart,
        InitMs = report.InitMs ?? failure.InitMs,
    };

    // Before 2025 Lambda wrote of a process that had used up its memory only that it was killed.
    private static string? ErrorTypeOf(in Invocation report, in Invocation failure) =>
        failure.ErrorType == LambdaLine.Killed && report.MemoryMb >= report.MemoryLimitMb ? LambdaLine.OutOfMemory : failure.ErrorType;
}
