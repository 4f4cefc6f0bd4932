namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>Reads <c>KeyValue</c>, <c>AnyValue</c> and <c>Resource</c> of the protobuf encoding; lists and maps tell nothing here.</summary>
internal static class OtlpAttributes
{
    // opentelemetry/proto/common/v1/common.proto: KeyValue { string key = 1; AnyValue value = 2; }
    // AnyValue { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; .. }
    private const uint Key = (1 << 3) | 2;
    private const uint Value = (2 << 3) | 2;
    private const uint StringValue = (1 << 3) | 2;
    private const uint BoolValue = 2 << 3;
    private const uint IntValue = 3 << 3;
    private const uint DoubleValue = (4 << 3) | 1;

    // resource.proto: Resource { repeated KeyValue attributes = 1; .. }
    private const uint ResourceAttribute = (1 << 3) | 2;

    /// <summary>Reads the <c>KeyValue</c> at hand.</summary>
    public static void ReadOne(ProtobufFields fields, int outerEnd, OtlpValues values)
    {
        ReadOnlyMemory<byte> name = default, text = default;
        double? number = null;
        for (var end = fields.Enter(outerEnd); fields.Next(end, out var tag);)
        {
            switch (tag)
            {
                case Key:
                    name = fields.Bytes();
                    break;
                case Value:
                    (text, number) = ReadAny(fields, end);
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        values.Set(name.Span, text.Span, number);
    }

    /// <summary>Reads the <c>Resource</c> at hand.</summary>
    public static void ReadResource(ProtobufFields fields, int outerEnd, OtlpValues values)
    {
        for (var end = fields.Enter(outerEnd); fields.Next(end, out var tag);)
        {
            if (tag == ResourceAttribute)
            {
                ReadOne(fields, end, values);
            }
            else
            {
                fields.Skip();
            }
        }
    }

    /// <summary>Reads the <c>AnyValue</c> at hand: a text, or a number (a flag is 0 or 1).</summary>
    public static (ReadOnlyMemory<byte> Text, double? Number) ReadAny(ProtobufFields fields, int outerEnd)
    {
        ReadOnlyMemory<byte> text = default;
        double? number = null;
        for (var end = fields.Enter(outerEnd); fields.Next(end, out var tag);)
        {
            switch (tag)
            {
                case StringValue:
                    (text, number) = (fields.Bytes(), null);
                    break;
                case BoolValue or IntValue:
                    (text, number) = (default, fields.Int64());
                    break;
                case DoubleValue:
                    (text, number) = (default, fields.Double());
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        return (text, number);
    }
}
