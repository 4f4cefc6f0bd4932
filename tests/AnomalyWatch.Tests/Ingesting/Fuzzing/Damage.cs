namespace AnomalyWatch.Tests.Ingesting.Fuzzing;

/// <summary>Damages bytes as a bad line, a bad program or an attacker would.</summary>
internal static class Damage
{
    private static readonly byte[][] Tokens =
    [
        "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "\""u8.ToArray(), "\\"u8.ToArray(), "\\ud800"u8.ToArray(), "null"u8.ToArray(),
        "1e999"u8.ToArray(), "-1"u8.ToArray(), "9223372036854775808"u8.ToArray(), "\n"u8.ToArray(), [0xff, 0xfe], [0xc3, 0x28], [0], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
        [0x0a, 0xff, 0xff, 0xff, 0x7f], [0x0b], [0x0c], "REPORT RequestId: "u8.ToArray(), [0x1f, 0x8b],
    ];

    /// <summary>A copy with one to four things changed; <paramref name="other"/> lends pieces.</summary>
    public static byte[] Some(byte[] bytes, byte[] other, Random random)
    {
        var damaged = new List<byte>(bytes);
        for (var change = random.Next(1, 5); change > 0 && damaged.Count > 0; change--)
        {
            var at = random.Next(damaged.Count);
            var length = Math.Min(random.Next(1, 64), damaged.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    damaged.RemoveRange(at, length);
                    break;
                case 3:
                    damaged.InsertRange(at, damaged.GetRange(at, length));
                    break;
                case 4:
                    damaged.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 5:
                    var from = random.Next(other.Length);
                    damaged.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 256), other.Length - from)));
                    break;
                case 6:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
                default:
                    // A digit becomes another: the form stays, the value does not.
                    damaged[at] = damaged[at] is >= (byte)'0' and <= (byte)'9' ? (byte)('0' + random.Next(10)) : damaged[at];
                    break;
            }
        }

        return [.. damaged];
    }
}
