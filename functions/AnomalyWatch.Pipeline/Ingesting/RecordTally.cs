using System.Globalization;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Collects what became of each record of one delivery, so that accepted, not invocations and rejected always add up.</summary>
internal sealed class RecordTally(int limit = IngestLimits.Records)
{
    private readonly RecordList _records = new();
    private readonly List<RecordRejection> _rejections = [];
    private readonly List<RefusedRecord> _refused = [];
    private long _refusedBytes;
    private List<int>? _places;
    private List<UnpackedText>? _texts;
    private int _index, _notInvocations, _rejected;
    private string? _soundFunction;

    /// <summary>Whether there are more records than the limit; reading on is of no use then.</summary>
    public bool IsOver => _index > limit;

    /// <summary>How many records were accepted so far; the next one gets this place.</summary>
    public int Accepted => _records.Count;

    /// <summary>Takes what a record turned out to be, and holds an invocation or a change against the rules. Of <paramref name="piece"/> see <see cref="RefusedRecord"/>.</summary>
    public void Take(in Reading reading, in JsonPiece piece, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? wrap = null)
    {
        if (reading.Fault is { } fault)
        {
            Reject(fault, piece, wrap);
        }
        else if (reading.Change is { } change)
        {
            if (InvocationRules.Violation(change) is { } broken)
            {
                Reject(broken, piece, wrap);
            }
            else
            {
                Accept(new TelemetryRecord(change));
            }
        }
        else if (reading.Invocation is not { } invocation)
        {
            _index++;
            _notInvocations++;
        }
        else if (Violation(invocation) is { } violation)
        {
            Reject(violation, piece, wrap);
        }
        else
        {
            Accept(new TelemetryRecord(invocation));
        }
    }

    /// <summary>Takes a record of which nothing is to be kept, since it is not refused here.</summary>
    public void Take(in Reading reading, long position) => Take(reading, new JsonPiece(default, position));

    /// <summary>The rule that an invocation breaks, or null. Most records of a delivery are of one function, whose name need not be looked at each time.</summary>
    public string? Violation(in Invocation invocation)
    {
        if (!ReferenceEquals(invocation.Function, _soundFunction))
        {
            if (InvocationRules.FunctionViolation(invocation.Function) is { } violation)
            {
                return violation;
            }

            _soundFunction = invocation.Function;
        }

        return InvocationRules.ViolationBesideFunction(invocation);
    }

    /// <summary>Takes a record that was held against the rules already.</summary>
    public void Accept(in TelemetryRecord record)
    {
        if (_places is null && _index > _records.Count)
        {
            // Until here each record's place was its number.
            _places = [.. Enumerable.Range(0, _records.Count)];
        }

        _places?.Add(_index);
        _index++;
        _records.Add(record);
    }

    /// <summary>Refuses a record of which nothing is kept, see <see cref="Take(in Reading, long)"/>.</summary>
    public void Reject(string reason, long position) => Reject(reason, position, utf8: default);

    /// <summary>Refuses a record that is kept; of <paramref name="piece"/> and <paramref name="wrap"/> see <see cref="RefusedRecord"/>.</summary>
    public void Reject(string reason, in JsonPiece piece, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? wrap = null)
    {
        var isRoom = _refusedBytes <= IngestLimits.DecodedBytes;
        Reject(reason, piece.Position, wrap is null || !isRoom ? piece.Utf8 : wrap(piece.Utf8));
    }

    /// <summary>Refuses a record.</summary>
    /// <param name="reason">Why, never any of its content.</param>
    /// <param name="position">Where what is wrong lies in the text, in bytes from 0.</param>
    /// <param name="utf8">The record's bytes, see <see cref="RefusedRecord"/>; empty where nothing is kept of it.</param>
    public void Reject(string reason, long position, ReadOnlyMemory<byte> utf8)
    {
        if (!utf8.IsEmpty)
        {
            _refused.Add(new RefusedRecord(utf8, position, reason));
            _refusedBytes += utf8.Length;
        }

        if (_rejected++ < IngestResult.MaxRejectionsListed)
        {
            _rejections.Add(new RecordRejection(_index, string.Create(CultureInfo.InvariantCulture, $"{reason} (byte {position})")));
        }

        _index++;
    }

    /// <summary>Keeps a text that records of the delivery lie in, to be given back with the result.</summary>
    public void Hold(UnpackedText text) => (_texts ??= []).Add(text);

    /// <summary>Gives back what was taken, where it comes to nothing.</summary>
    public void Release() => _records.Release();

    /// <summary>An accepted invocation, for a later record that knows more about it.</summary>
    public Invocation At(int place) => _records[place].Invocation;

    /// <summary>Puts a better account of the same call in the place of an accepted one.</summary>
    public void Replace(int place, in Invocation invocation) => _records.Replace(place, new TelemetryRecord(invocation));

    /// <summary>
    /// The result. <see cref="IngestStatus.Malformed"/> where records were refused and not one was sound: then the sender speaks another
    /// format, and 202 would hide that.
    /// </summary>
    public IngestResult Finish()
    {
        if (IsOver)
        {
            return IngestResult.Failed(IngestStatus.TooLarge, $"The delivery holds more than {limit} records.");
        }

        if (_refusedBytes > IngestLimits.DecodedBytes)
        {
            // Only where records had to be wrapped to be kept. Better told to the sender than lost.
            return IngestResult.Failed(IngestStatus.TooLarge, "Too much of the delivery cannot be read: send less at once.");
        }

        var status = _records.Count == 0 && _notInvocations == 0 && _rejected > 0 ? IngestStatus.Malformed : IngestStatus.Read;
        return new IngestResult(status, _records, _notInvocations, _rejections, _rejected, status == IngestStatus.Read ? null : _rejections[0].Reason)
        {
            Places = _places,
            Texts = (IReadOnlyList<UnpackedText>?)_texts ?? [],
            Refused = status == IngestStatus.Read ? _refused : [],
        };
    }
}
