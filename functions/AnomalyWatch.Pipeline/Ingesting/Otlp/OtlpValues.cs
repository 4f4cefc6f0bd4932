using System.Globalization;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>The known attributes of a resource, a span or a log record. One is filled again and again; <see cref="Clear"/> comes first.</summary>
internal sealed class OtlpValues(InternedTexts texts)
{
    private readonly string?[] _texts = new string?[OtlpKeys.Count];
    private readonly double?[] _numbers = new double?[OtlpKeys.Count];

    /// <summary>The invocation's id, which is hashed rather than kept: no two are the same.</summary>
    public RecordId InvocationId { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_texts);
        Array.Clear(_numbers);
        InvocationId = default;
    }

    /// <summary>A text; a number as it is written; null where it is absent or empty.</summary>
    public string? Text(OtlpKey key) => _texts[(int)key] ?? _numbers[(int)key]?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number, also where it came as text; NaN, which the rules refuse, where it is none; null where it is absent.</summary>
    public double? Number(OtlpKey key) => _numbers[(int)key] ?? JsonFields.NumberOf(_texts[(int)key]);

    /// <summary>A flag, also where it came as text; null where it is absent or neither.</summary>
    public bool? Flag(OtlpKey key) =>
        _numbers[(int)key] is { } number ? number != 0 : bool.TryParse(_texts[(int)key], out var flag) ? flag : null;

    /// <summary>Takes an attribute of the protobuf encoding: its text, or its number (a flag is 0 or 1).</summary>
    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, double? number)
    {
        if (!OtlpKeys.TryFind(name, out var key))
        {
            return;
        }

        if (key == OtlpKey.FaasInvocationId)
        {
            InvocationId = RecordId.From(text);
            return;
        }

        _texts[(int)key] = texts.Of(text);
        _numbers[(int)key] = number;
    }

    /// <summary>Takes the attributes of the JSON encoding, <c>[{"key":"..","value":{"stringValue":".."}}]</c>; what has another form is passed over.</summary>
    public void Set(JsonElement attributes)
    {
        if (attributes.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var attribute in attributes.EnumerateArray())
        {
            if (attribute.Text("key") is { } name && OtlpKeys.TryFind(name, out var key) && attribute.Object("value") is { } value)
            {
                Set(key, value);
            }
        }
    }

    private void Set(OtlpKey key, JsonElement value)
    {
        var text = value.Text("stringValue");
        if (key == OtlpKey.FaasInvocationId)
        {
            InvocationId = RecordId.From(text);
            return;
        }

        _texts[(int)key] = InvocationRules.Clean(text, InternedTexts.Longest);
        _numbers[(int)key] = value.Flag("boolValue") is { } flag ? (flag ? 1 : 0) : value.Number("intValue") ?? value.Number("doubleValue");
    }
}
