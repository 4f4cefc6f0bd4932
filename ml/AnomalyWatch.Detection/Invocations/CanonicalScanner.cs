using System.Buffers;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// Reads a canonical invocation as nearly everybody writes it: texts in ASCII without escapes, plain numbers, times in UTC. Anything else, right or
/// wrong, it leaves to <see cref="CanonicalJson"/>, which decides; what it does read, that reads alike (a test holds it). A general reader of JSON
/// spends more on tokens than this on the whole record.
/// </summary>
internal ref struct CanonicalScanner
{
    // ASCII but control characters, the quotation mark and the backslash.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x5f).Select(code => (byte)code).Where(code => code is not ((byte)'"' or (byte)'\\'))]);

    private readonly ReadOnlySpan<byte> _utf8;
    private readonly InternedTexts _texts;
    private int _at;

    private CanonicalScanner(ReadOnlySpan<byte> utf8, InternedTexts texts)
    {
        _utf8 = utf8;
        _texts = texts;
    }

    /// <summary>Reads the invocation with which a text begins. Gives how many bytes it takes, or 0 where it is left to others.</summary>
    public static int Read(ReadOnlySpan<byte> utf8, InternedTexts texts, out TelemetryRecord record)
    {
        var scanner = new CanonicalScanner(utf8, texts);
        var draft = new CanonicalDraft();
        record = default;
        return scanner.Object(ref draft, isCaller: false) && draft.Finish(out record) is null ? scanner._at : 0;
    }

    private bool Object(scoped ref CanonicalDraft draft, bool isCaller)
    {
        if (!Sign((byte)'{'))
        {
            return false;
        }

        do
        {
            if (!Text(out var property) || !Sign((byte)':'))
            {
                return false;
            }

            Space();
            if (!(isCaller ? CallerValue(property, ref draft) : Value(property, ref draft)))
            {
                return false;
            }
        }
        while (Sign((byte)','));
        return Sign((byte)'}');
    }

    private bool Value(scoped ReadOnlySpan<byte> property, scoped ref CanonicalDraft draft)
    {
        if (Literal("null"u8))
        {
            return true;
        }

        switch (CanonicalProperties.Find(property))
        {
            case CanonicalProperty.Id:
                return Id(out draft.Id);
            case CanonicalProperty.TraceId:
                return Id(out draft.TraceId);
            case CanonicalProperty.ParentId:
                return Id(out draft.ParentId);
            case CanonicalProperty.Function:
                if (!Text(out var function))
                {
                    return false;
                }

                draft.Function = _texts.FunctionOf(function, out draft.FunctionViolation);
                return true;
            case CanonicalProperty.Kind:
                return Text(out var kind) && draft.TrySetKind(kind);
            case CanonicalProperty.Start:
                return Text(out var start) && CanonicalTime.TryRead(start, out draft.Start);
            case CanonicalProperty.SpanMs:
                return Number(out draft.SpanMs);
            case CanonicalProperty.DurationMs:
                return Number(out draft.DurationMs);
            case CanonicalProperty.InitMs:
                return Number(out draft.InitMs);
            case CanonicalProperty.MemoryMb:
                return Number(out draft.MemoryMb);
            case CanonicalProperty.MemoryLimitMb:
                return Number(out draft.MemoryLimitMb);
            case CanonicalProperty.BilledMs:
                return Number(out draft.BilledMs);
            case CanonicalProperty.Outcome:
                return Text(out var outcome) && CanonicalNames.TryFind(outcome, out draft.Outcome);
            case CanonicalProperty.Trigger:
                return Text(out var trigger) && CanonicalNames.TryFind(trigger, out draft.Trigger);
            case CanonicalProperty.StatusCode:
                return Whole(out draft.StatusCode);
            case CanonicalProperty.RequestBytes:
                return Whole(out draft.RequestBytes);
            case CanonicalProperty.ResponseBytes:
                return Whole(out draft.ResponseBytes);
            case CanonicalProperty.Count:
                return Whole(out draft.Count);
            case CanonicalProperty.ColdStart:
                draft.ColdStart = Literal("true"u8) ? true : Literal("false"u8) ? false : null;
                return draft.ColdStart is not null;
            case CanonicalProperty.ErrorType:
                return Short(out draft.ErrorType);
            case CanonicalProperty.Version:
                return Short(out draft.Version);
            case CanonicalProperty.Caller:
                return draft.Caller == default && Object(ref draft, isCaller: true);
            case CanonicalProperty.None:
                return Other();
            default:
                // What only a change has.
                return false;
        }
    }

    private bool CallerValue(scoped ReadOnlySpan<byte> property, scoped ref CanonicalDraft draft)
    {
        if (Literal("null"u8))
        {
            return true;
        }

        if (CanonicalDraft.CallerLimit(property) is not (> 0 and var limit))
        {
            return Other();
        }

        if (!Text(out var utf8))
        {
            return false;
        }

        draft.SetCaller(property, _texts.Of(utf8, limit));
        return true;
    }

    private void Space()
    {
        while (_at < _utf8.Length && _utf8[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private bool Sign(byte sign)
    {
        Space();
        if (_at >= _utf8.Length || _utf8[_at] != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool Literal(ReadOnlySpan<byte> word)
    {
        if (_at >= _utf8.Length || _utf8[_at] != word[0] || !_utf8[_at..].StartsWith(word))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private bool Text(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Sign((byte)'"'))
        {
            return false;
        }

        var rest = _utf8[_at..];
        var length = rest.IndexOfAnyExcept(Plain);
        if (length < 0 || rest[length] != (byte)'"')
        {
            return false;
        }

        text = rest[..length];
        _at += length + 1;
        return true;
    }

    private bool Short(out string? text)
    {
        var isText = Text(out var utf8);
        text = isText ? _texts.Of(utf8, InvocationLimits.ShortText) : null;
        return isText;
    }

    private bool Id(out RecordId id)
    {
        var isText = Text(out var utf8);
        id = isText ? RecordId.From(utf8) : default;
        return isText;
    }

    private bool Number(out double? number)
    {
        var length = CanonicalNumber.Read(_utf8[_at..], out var value, out _);
        _at += length;
        number = length > 0 ? value : null;
        return length > 0;
    }

    private bool Whole(out long? number)
    {
        var length = CanonicalNumber.Read(_utf8[_at..], out var value, out var isWhole);
        _at += length;
        number = length > 0 ? (long)value : null;
        return length > 0 && isWhole;
    }

    // A property that is not known, as long as it wraps nothing.
    private bool Other() => Literal("true"u8) || Literal("false"u8) || Number(out _) || Text(out _);
}
