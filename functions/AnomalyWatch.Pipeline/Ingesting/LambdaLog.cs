using System.Buffers;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Takes what Lambda tells in one delivery, in turn. A call is told in parts: that it timed out or that its process died stands beside its REPORT,
/// the start of an instance before it, the size of the answer too. Parts that are in one delivery become one invocation, and each line beyond the
/// first counts as none. A part whose REPORT is not there is an invocation alone; the REPORT has the same id and is a second sighting downstream.
/// </summary>
internal sealed class LambdaLog(RecordTally tally)
{
    private const int ShortEvent = 1024;

    private readonly InstanceStarts _instances = new(tally);
    private readonly List<int> _reportPlaces = [];
    private readonly Dictionary<(string Function, RecordId Id), int> _failures = [];
    private readonly Dictionary<(string Function, RecordId Id), long> _responses = [];

    // Made of the places when the first line asks for a report: in most deliveries none does.
    private Dictionary<(string Function, RecordId Id), int>? _reports;

    /// <summary>Takes one log event (<c>id</c>, <c>timestamp</c> in milliseconds since 1970, <c>message</c>); refused, it is kept within its document.</summary>
    public void TakeLogEvent(in JsonPiece logEvent, LambdaSource source, string stream, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> wrap)
    {
        var rented = logEvent.Utf8.Length > ShortEvent ? ArrayPool<char>.Shared.Rent(Math.Min(logEvent.Utf8.Length, IngestLimits.RecordBytes)) : null;
        try
        {
            var text = LogEventText.Read(logEvent, rented ?? stackalloc char[ShortEvent]);
            var line = text.Fault is { } fault ? new LambdaLine(Reading.Refused(fault), LambdaSight.Other)
                : text.Message.IsEmpty ? new LambdaLine(Reading.NotAnInvocation, LambdaSight.Other)
                : LambdaLine.Read(text.Message, CloudTime.OfUnixMilliseconds(text.Timestamp), source);
            Take(line.Sight == LambdaSight.InstanceStart ? WithOwnId(line, logEvent) : line, stream, logEvent, wrap);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
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

    // It names no call, so it goes by the id of its line.
    private static LambdaLine WithOwnId(LambdaLine line, in JsonPiece logEvent) => line.Reading.Invocation is { } start
        ? line with { Reading = logEvent.Read(json => Reading.Of(start with { Id = RecordId.From(json.Text("id")) })) }
        : line;

    private void TakeCall(Invocation call, (string Function, RecordId Id) key, LambdaSight sight, string instance, long position)
    {
        var place = _instances.Join(ref call, instance);
        if (sight == LambdaSight.Report && _responses.Remove(key, out var bytes))
        {
            call = call with { ResponseBytes = bytes };
        }

        if (sight == LambdaSight.Failure && Reports().TryGetValue(key, out var report))
        {
            (place, call) = (report, Failed(tally.At(report), call));
        }
        else if (sight == LambdaSight.Report && _failures.TryGetValue(key, out var failure))
        {
            (place, call) = (failure, Failed(call, tally.At(failure)));
        }

        Remember(key, sight, place ?? tally.Accepted);
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

    private void Remember((string Function, RecordId Id) key, LambdaSight sight, int place)
    {
        if (sight != LambdaSight.Report)
        {
            _failures[key] = place;
        }
        else if (_reports is null)
        {
            _reportPlaces.Add(place);
        }
        else
        {
            _reports[key] = place;
        }
    }

    private Dictionary<(string Function, RecordId Id), int> Reports()
    {
        if (_reports is null)
        {
            _reports = new(_reportPlaces.Count);
            foreach (var place in _reportPlaces)
            {
                var call = tally.At(place);
                _reports[(call.Function, call.Id)] = place;
            }
        }

        return _reports;
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
