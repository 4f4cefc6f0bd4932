using System.Buffers.Binary;
using System.Globalization;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>The id of a trace (16 bytes) or a span (8 bytes). One of another length or of zeros is invalid by the specification, which is no id.</summary>
internal readonly record struct OtlpId
{
    private const int TraceBytes = 16;
    private const int SpanBytes = 8;

    private readonly UInt128 _value;

    private OtlpId(UInt128 value) => _value = value;

    public bool IsNone => _value == 0;

    /// <summary>Reads the bytes of the protobuf encoding.</summary>
    public static OtlpId Of(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        TraceBytes => new OtlpId(BinaryPrimitives.ReadUInt128BigEndian(bytes)),
        SpanBytes => new OtlpId(BinaryPrimitives.ReadUInt64BigEndian(bytes)),
        _ => default,
    };

    /// <summary>Reads the hexadecimal digits of the JSON encoding, in either case.</summary>
    public static OtlpId Of(string? hex) =>
        hex?.Length is 2 * TraceBytes or 2 * SpanBytes && UInt128.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new OtlpId(value)
            : default;

    /// <summary>The id of a trace as every source writes it: 32 digits.</summary>
    public RecordId AsTrace() => RecordId.FromTrace(_value);

    /// <summary>The id of a span as every source writes it: 16 digits.</summary>
    public RecordId AsSpan()
    {
        if (IsNone)
        {
            return default;
        }

        Span<char> text = stackalloc char[2 * TraceBytes];
        _value.TryFormat(text, out var length, "x16", CultureInfo.InvariantCulture);
        return RecordId.From(text[..length]);
    }

    /// <summary>An id for the call that a span of a trace stands for, where nothing tells the provider's own.</summary>
    public RecordId Within(OtlpId trace)
    {
        if (IsNone)
        {
            return default;
        }

        Span<char> text = stackalloc char[4 * TraceBytes];
        trace._value.TryFormat(text, out var first, "x32", CultureInfo.InvariantCulture);
        _value.TryFormat(text[first..], out var second, "x16", CultureInfo.InvariantCulture);
        return RecordId.From(text[..(first + second)]);
    }
}
