using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Takes the log events of one delivery in turn. "Task timed out" is a line of its own beside the REPORT of the same call; where both are
/// in the delivery they become one invocation that timed out, and the second of the two lines counts as none. Where the REPORT is not there
/// the line alone is an invocation; the REPORT that comes later has the same id and is taken for a second sighting downstream.
/// </summary>
internal sealed class LambdaLog(RecordTally tally, string? function)
{
    private readonly Dictionary<(string Function, RecordId Id), int> _reports = [];
    private readonly Dictionary<(string Function, RecordId Id), int> _timeouts = [];

    /// <summary>The full name that the sender told beside the body, or null.</summary>
    public string? Function => function;

    /// <summary>Takes one log event of a document (<c>id</c>, <c>timestamp</c> in milliseconds since 1970, <c>message</c>).</summary>
    public void Take(in JsonPiece logEvent, LambdaSource source, LogDocument document)
    {
        var isTimeout = false;
        var reading = logEvent.Read(json =>
        {
            if (json.Text("message") is not { } message)
            {
                return Reading.NotAnInvocation;
            }

            var line = LambdaLine.Read(message, CloudTime.OfUnixMilliseconds(json.Number("timestamp")), source);
            isTimeout = line.IsTimeout;
            return line.Reading;
        });
        if (reading.Invocation is not { Kind: InvocationKind.Completed } invocation || invocation.Id.IsNone || InvocationRules.Violation(invocation) is not null)
        {
            tally.Take(reading, logEvent, document.Wrap);
            return;
        }

        var call = (invocation.Function, invocation.Id);
        if (isTimeout && _reports.TryGetValue(call, out var place))
        {
            tally.Replace(place, tally.At(place) with { Outcome = Outcome.Timeout });
            reading = Reading.NotAnInvocation;
        }
        else if (!isTimeout && _timeouts.TryGetValue(call, out place))
        {
            tally.Replace(place, invocation with { Outcome = Outcome.Timeout });
            _reports[call] = place;
            reading = Reading.NotAnInvocation;
        }
        else
        {
            (isTimeout ? _timeouts : _reports)[call] = tally.Accepted;
        }

        tally.Take(reading, logEvent, document.Wrap);
    }
}
