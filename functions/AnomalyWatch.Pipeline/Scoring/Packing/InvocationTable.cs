using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Columns;

namespace AnomalyWatch.Pipeline.Scoring.Packing;

/// <summary>The invocations of one pack as columns, on their way into it or out of it. Kept and used again, since it is large.</summary>
internal sealed class InvocationTable
{
    private readonly NameTable _functions = new(), _errorTypes = new(), _versions = new();
    private readonly NameTable _principals = new(), _ips = new(), _networks = new(), _countries = new(), _agents = new();
    private readonly FiveColumn _fives = new();
    private readonly IdColumn _idColumn = new();
    private readonly RecordId[] _ids = new RecordId[PackFormat.MaxRecords];
    private readonly RecordId[] _traceIds = new RecordId[PackFormat.MaxRecords];
    private readonly RecordId[] _parentIds = new RecordId[PackFormat.MaxRecords];
    private readonly long[] _starts = new long[PackFormat.MaxRecords];
    private readonly long[] _counts = new long[PackFormat.MaxRecords];
    private readonly long?[] _requestBytes = new long?[PackFormat.MaxRecords];
    private readonly long?[] _responseBytes = new long?[PackFormat.MaxRecords];
    private readonly double?[] _spans = new double?[PackFormat.MaxRecords];
    private readonly double?[] _durations = new double?[PackFormat.MaxRecords];
    private readonly double?[] _inits = new double?[PackFormat.MaxRecords];
    private readonly double?[] _billed = new double?[PackFormat.MaxRecords];
    private readonly double?[] _memories = new double?[PackFormat.MaxRecords];
    private readonly double?[] _memoryLimits = new double?[PackFormat.MaxRecords];
    // Function, version, trigger; then kind, outcome, status code, error type, cold start; then principal, ip, network, country, agent.
    private readonly Five[] _whats = new Five[PackFormat.MaxRecords];
    private readonly Five[] _results = new Five[PackFormat.MaxRecords];
    private readonly Five[] _callers = new Five[PackFormat.MaxRecords];
    private InvocationNames? _names;

    /// <summary>How many invocations it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Appends an invocation to be written.</summary>
    public void Add(in Invocation invocation)
    {
        var i = Count++;
        var caller = invocation.Caller;
        _ids[i] = invocation.Id;
        _traceIds[i] = invocation.TraceId;
        _parentIds[i] = invocation.ParentId;
        _starts[i] = invocation.Start.UtcTicks;
        _counts[i] = invocation.Count;
        _requestBytes[i] = invocation.RequestBytes;
        _responseBytes[i] = invocation.ResponseBytes;
        _spans[i] = invocation.SpanMs;
        _durations[i] = invocation.DurationMs;
        _inits[i] = invocation.InitMs;
        _billed[i] = invocation.BilledMs;
        _memories[i] = invocation.MemoryMb;
        _memoryLimits[i] = invocation.MemoryLimitMb;
        _whats[i] = new Five(_functions.NumberOf(invocation.Function), _versions.NumberOf(invocation.Version), (int)invocation.Trigger, 0, 0);
        _results[i] = new Five(
            (int)invocation.Kind,
            (int)invocation.Outcome,
            invocation.StatusCode ?? int.MinValue,
            _errorTypes.NumberOf(invocation.ErrorType),
            invocation.ColdStart switch { null => 0, false => 1, true => 2 });
        _callers[i] = new Five(
            _principals.NumberOf(caller.Principal),
            _ips.NumberOf(caller.Ip),
            _networks.NumberOf(caller.Network),
            _countries.NumberOf(caller.Country),
            _agents.NumberOf(caller.Agent));
    }

    /// <summary>Forgets all invocations.</summary>
    public void Clear()
    {
        Count = 0;
        _names = null;
        foreach (var table in Names())
        {
            table.Clear();
        }
    }

    /// <summary>Writes the columns.</summary>
    public void Write(PackSections sections)
    {
        var output = sections.Dense;
        foreach (var table in Names())
        {
            table.Write(output);
        }

        _fives.Write(_whats.AsSpan(0, Count), output);
        _fives.Write(_results.AsSpan(0, Count), output);
        _fives.Write(_callers.AsSpan(0, Count), output);
        WholeColumn.Write(_counts.AsSpan(0, Count), output);
        OptionalWholeColumn.Write(_requestBytes.AsSpan(0, Count), output);
        OptionalWholeColumn.Write(_responseBytes.AsSpan(0, Count), output);
        NumberColumn.Write(_spans.AsSpan(0, Count), output);
        NumberColumn.Write(_durations.AsSpan(0, Count), output);
        TimeColumn.Write(_starts.AsSpan(0, Count), _durations.AsSpan(0, Count), output);
        NumberColumn.Write(_inits.AsSpan(0, Count), output);
        NumberColumn.Write(_billed.AsSpan(0, Count), output);
        NumberColumn.Write(_memories.AsSpan(0, Count), output);
        NumberColumn.Write(_memoryLimits.AsSpan(0, Count), output);
        _idColumn.Write(_ids.AsSpan(0, Count), sections);
        _idColumn.Write(_traceIds.AsSpan(0, Count), sections);
        _idColumn.Write(_parentIds.AsSpan(0, Count), sections);
    }

    /// <summary>Reads columns of so many invocations; where the sources fail, nothing in the table may be used.</summary>
    public void Read(ref ColumnSource dense, ref ColumnSource loose, int count)
    {
        Count = count;
        _names = InvocationNames.Read(ref dense, count);
        FiveColumn.Read(ref dense, _whats.AsSpan(0, count));
        FiveColumn.Read(ref dense, _results.AsSpan(0, count));
        FiveColumn.Read(ref dense, _callers.AsSpan(0, count));
        WholeColumn.Read(ref dense, _counts.AsSpan(0, count));
        OptionalWholeColumn.Read(ref dense, _requestBytes.AsSpan(0, count));
        OptionalWholeColumn.Read(ref dense, _responseBytes.AsSpan(0, count));
        NumberColumn.Read(ref dense, _spans.AsSpan(0, count));
        NumberColumn.Read(ref dense, _durations.AsSpan(0, count));
        TimeColumn.Read(ref dense, _durations.AsSpan(0, count), _starts.AsSpan(0, count));
        NumberColumn.Read(ref dense, _inits.AsSpan(0, count));
        NumberColumn.Read(ref dense, _billed.AsSpan(0, count));
        NumberColumn.Read(ref dense, _memories.AsSpan(0, count));
        NumberColumn.Read(ref dense, _memoryLimits.AsSpan(0, count));
        IdColumn.Read(ref dense, ref loose, _ids.AsSpan(0, count));
        IdColumn.Read(ref dense, ref loose, _traceIds.AsSpan(0, count));
        IdColumn.Read(ref dense, ref loose, _parentIds.AsSpan(0, count));
    }

    /// <summary>The invocation at a place; false where it breaks a rule.</summary>
    public bool TryGet(int i, out Invocation invocation)
    {
        var (what, result, caller, names) = (_whats[i], _results[i], _callers[i], _names!);
        invocation = new Invocation
        {
            Id = _ids[i],
            Function = NameAt(names.Functions, what.A) ?? "",
            Kind = (InvocationKind)result.A,
            Start = new DateTimeOffset(Math.Clamp(_starts[i], 0, DateTime.MaxValue.Ticks), TimeSpan.Zero),
            SpanMs = _spans[i],
            DurationMs = _durations[i],
            Outcome = (Outcome)result.B,
            StatusCode = result.C == int.MinValue ? null : result.C,
            ErrorType = NameAt(names.ErrorTypes, result.D),
            Trigger = (Trigger)what.C,
            ColdStart = result.E == 0 ? null : result.E == 2,
            InitMs = _inits[i],
            MemoryMb = _memories[i],
            MemoryLimitMb = _memoryLimits[i],
            BilledMs = _billed[i],
            RequestBytes = _requestBytes[i],
            ResponseBytes = _responseBytes[i],
            Version = NameAt(names.Versions, what.B),
            Caller = new Caller
            {
                Principal = NameAt(names.Principals, caller.A),
                Ip = NameAt(names.Ips, caller.B),
                Network = NameAt(names.Networks, caller.C),
                Country = NameAt(names.Countries, caller.D),
                Agent = NameAt(names.Agents, caller.E),
            },
            TraceId = _traceIds[i],
            ParentId = _parentIds[i],
            Count = _counts[i],
        };
        return (uint)what.A < (uint)names.AreSound.Length && names.AreSound[what.A]
            && (uint)what.C <= (uint)Trigger.Other && (uint)result.A <= (uint)InvocationKind.InstanceStart && (uint)result.B <= (uint)Outcome.Throttled
            && InvocationRules.ViolationBesideFunction(invocation) is null;
    }

    private static string? NameAt(string?[] names, int number) => (uint)number < (uint)names.Length ? names[number] : null;

    private NameTable[] Names() => [_functions, _errorTypes, _versions, _principals, _ips, _networks, _countries, _agents];
}
