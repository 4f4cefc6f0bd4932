namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>Goes through one request in protobuf. Throws as <see cref="ProtobufFields"/> does.</summary>
internal sealed class OtlpProtobufBody : IDisposable
{
    // collector/trace/v1/trace_service.proto: { repeated ResourceSpans resource_spans = 1; }
    // ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; } and ScopeSpans { .. repeated Span spans = 2; }; logs alike
    internal const uint ByResource = (1 << 3) | 2;
    internal const uint Resource = (1 << 3) | 2;
    internal const uint ByScope = (2 << 3) | 2;
    internal const uint Record = (2 << 3) | 2;

    private readonly ReadOnlyMemory<byte> _text;
    private readonly OtlpScope _scope;
    private readonly IOtlpRecord _record;
    private readonly RecordTally _tally;

    // The resource may come behind what it is the resource of, so one goes ahead and looks for it.
    private readonly ProtobufFields _ahead;
    private readonly ProtobufFields _fields;
    private readonly List<ReadOnlyMemory<byte>> _resources = [];
    private readonly Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> _alone;

    public OtlpProtobufBody(ReadOnlyMemory<byte> text, OtlpScope scope, IOtlpRecord record, RecordTally tally)
    {
        (_text, _scope, _record, _tally) = (text, scope, record, tally);
        (_ahead, _fields) = (new ProtobufFields(text), new ProtobufFields(text));
        _alone = utf8 => OtlpProtobufRequest.Of(_resources, utf8);
    }

    /// <summary>Where the part lies that is being read, in bytes from 0.</summary>
    public int Position { get; private set; }

    /// <summary>Takes all records, as far as the tally wants them.</summary>
    public void Read()
    {
        while (!_tally.IsOver && _ahead.Next(_ahead.End, out var tag))
        {
            _fields.Next(_fields.End, out _);
            Position = _fields.Position;
            if (tag == ByResource)
            {
                ReadResource();
                ReadScopes();
            }
            else
            {
                _ahead.Skip();
                _fields.Skip();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ahead.Dispose();
        _fields.Dispose();
    }

    private void ReadResource()
    {
        _scope.Resource.Clear();
        _resources.Clear();
        for (var end = _ahead.Enter(_ahead.End); _ahead.Next(end, out var tag);)
        {
            if (tag == Resource)
            {
                var start = _ahead.Position;
                OtlpAttributes.ReadResource(_ahead, end, _scope.Resource);
                _resources.Add(_text[start.._ahead.Position]);
            }
            else
            {
                _ahead.Skip();
            }
        }
    }

    private void ReadScopes()
    {
        for (var end = _fields.Enter(_fields.End); _fields.Next(end, out var tag) && !_tally.IsOver;)
        {
            if (tag != ByScope)
            {
                _fields.Skip();
                continue;
            }

            for (var scopeEnd = _fields.Enter(end); _fields.Next(scopeEnd, out var inner) && !_tally.IsOver;)
            {
                if (inner != Record)
                {
                    _fields.Skip();
                    continue;
                }

                var start = _fields.Position;
                var reading = _record.Read(_fields, scopeEnd);
                _tally.Take(reading, new JsonPiece(_text[start.._fields.Position], start), _alone);
            }
        }
    }
}
