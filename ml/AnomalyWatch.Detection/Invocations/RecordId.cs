using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// An identifier from outside (invocation, trace, change) in 17 bytes. A GUID and a W3C trace id (32 hexadecimal digits) keep their own
/// value; any other text becomes the first 128 bits of its SHA-256, since a weaker hash would let a stranger make two calls look like one.
/// <c>default</c> is "no id". The text form of every id reads back as the same id.
/// </summary>
public readonly record struct RecordId
{
    /// <summary>The length of the binary form.</summary>
    public const int ByteLength = 17;

    private const string HashedPrefix = "h:";
    private const int LongestOnStack = 512;

    private enum Form : byte
    {
        None,
        Guid,
        Hex,
        Hashed,
    }

    private readonly UInt128 _value;
    private readonly Form _form;

    private RecordId(UInt128 value, Form form) => (_value, _form) = (value, form);

    /// <summary>Whether there is no id.</summary>
    public bool IsNone => _form == Form.None;

    /// <summary>The id as 128 bits; 0 for <see cref="IsNone"/>.</summary>
    public UInt128 Value => _value;

    /// <summary>Reads an id of any text; an empty text is no id.</summary>
    public static RecordId From(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return default;
        }

        if (text.Length == 36 && Guid.TryParseExact(text, "D", out var guid))
        {
            Span<byte> bytes = stackalloc byte[16];
            guid.TryWriteBytes(bytes, bigEndian: true, out _);
            return new RecordId(BinaryPrimitives.ReadUInt128BigEndian(bytes), Form.Guid);
        }

        if (text.Length == 32 && TryParseHex(text, out var hex))
        {
            return new RecordId(hex, Form.Hex);
        }

        if (text.Length == 34 && text.StartsWith(HashedPrefix, StringComparison.Ordinal) && TryParseHex(text[2..], out var hashed))
        {
            return new RecordId(hashed, Form.Hashed);
        }

        return Hash(text);
    }

    /// <summary>The same of UTF-8 bytes; what is not UTF-8 counts as U+FFFD.</summary>
    public static RecordId From(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 36 && utf8[8] == (byte)'-' && utf8[13] == (byte)'-' && utf8[18] == (byte)'-' && utf8[23] == (byte)'-')
        {
            Span<byte> digits = stackalloc byte[32];
            utf8[..8].CopyTo(digits);
            utf8[9..13].CopyTo(digits[8..]);
            utf8[14..18].CopyTo(digits[12..]);
            utf8[19..23].CopyTo(digits[16..]);
            utf8[24..].CopyTo(digits[20..]);
            if (TryParseHex(digits, out var guid))
            {
                return new RecordId(guid, Form.Guid);
            }
        }

        if (utf8.Length == 32 && TryParseHex(utf8, out var hex))
        {
            return new RecordId(hex, Form.Hex);
        }

        Span<char> chars = utf8.Length <= LongestOnStack ? stackalloc char[utf8.Length] : new char[utf8.Length];
        return From(chars[..Encoding.UTF8.GetChars(utf8, chars)]);
    }

    /// <summary>The id that a W3C trace id has as text, from its 128 bits; 0, which is invalid as one, is no id.</summary>
    public static RecordId FromTrace(UInt128 value) => value == 0 ? default : new RecordId(value, Form.Hex);

    /// <summary>Reads the binary form: one byte for the kind of id, then its 128 bits. False for bytes that no id is written as.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordId id)
    {
        id = default;
        if (bytes.Length != ByteLength || bytes[0] > (byte)Form.Hashed)
        {
            return false;
        }

        id = new RecordId(BinaryPrimitives.ReadUInt128BigEndian(bytes[1..]), (Form)bytes[0]);
        return !id.IsNone || id._value == 0;
    }

    /// <summary>Writes the binary form of <see cref="ByteLength"/> bytes.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        bytes[0] = (byte)_form;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], _value);
    }

    /// <summary>The id as text: a GUID in lower case, 32 hexadecimal digits, or <c>h:</c> and 32 digits for a hashed id; empty for none.</summary>
    public override string ToString()
    {
        switch (_form)
        {
            case Form.None:
                return "";
            case Form.Guid:
                Span<byte> bytes = stackalloc byte[16];
                BinaryPrimitives.WriteUInt128BigEndian(bytes, _value);
                return new Guid(bytes, bigEndian: true).ToString("D");
            case Form.Hex:
                return _value.ToString("x32", CultureInfo.InvariantCulture);
            default:
                return HashedPrefix + _value.ToString("x32", CultureInfo.InvariantCulture);
        }
    }

    private static bool TryParseHex(ReadOnlySpan<byte> digits, out UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        var isHex = Convert.FromHexString(digits, bytes, out _, out var written) == OperationStatus.Done && written == bytes.Length;
        value = isHex ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : default;
        return isHex;
    }

    private static bool TryParseHex(ReadOnlySpan<char> text, out UInt128 value) =>
        UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static RecordId Hash(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = text.Length <= 128 ? stackalloc byte[text.Length * 3] : new byte[text.Length * 3];
        var length = Encoding.UTF8.GetBytes(text, utf8);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..length], digest);
        return new RecordId(BinaryPrimitives.ReadUInt128BigEndian(digest), Form.Hashed);
    }
}
