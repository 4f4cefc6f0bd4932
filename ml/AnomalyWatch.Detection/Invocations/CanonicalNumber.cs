namespace AnomalyWatch.Detection.Invocations;

/// <summary>Numbers as nearly everybody writes them.</summary>
internal static class CanonicalNumber
{
    // As many digits as a double holds exactly; it is then divided by an exact power of ten, and one division rounds as it should.
    private const int MostDigits = 15;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>
    /// Reads the number with which a text begins: at most 15 digits, perhaps with a point, without sign and exponent. Gives its length; 0 for anything
    /// else, also for what is a number in another form.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> utf8, out double value, out bool isWhole)
    {
        var digits = 0UL;
        var (at, fraction) = (0, 0);
        for (; at < utf8.Length && at <= MostDigits && (uint)(utf8[at] - '0') <= 9; at++)
        {
            digits = (digits * 10) + (uint)(utf8[at] - '0');
        }

        var whole = at;
        isWhole = true;
        if (at > 0 && at + 1 < utf8.Length && utf8[at] == (byte)'.')
        {
            isWhole = false;
            for (at++; at < utf8.Length && (uint)(utf8[at] - '0') <= 9 && whole + fraction <= MostDigits; at++, fraction++)
            {
                digits = (digits * 10) + (uint)(utf8[at] - '0');
            }
        }

        var isNumber = whole > 0
            && whole + fraction <= MostDigits
            && (whole == 1 || utf8[0] != (byte)'0')
            && (isWhole || fraction > 0)
            && (at == utf8.Length || utf8[at] is not ((byte)'.' or (byte)'e' or (byte)'E'));
        value = isNumber ? digits / Powers[fraction] : 0;
        return isNumber ? at : 0;
    }
}
