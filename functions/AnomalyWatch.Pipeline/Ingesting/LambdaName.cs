namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>A Lambda function as AWS names it: by a name, a part of an ARN or a whole one, with a version or an alias after it or without.</summary>
/// <param name="Account">The account that owns it, or null where only a name was told.</param>
/// <param name="Region">Where it is, or null.</param>
/// <param name="Name">Its name.</param>
/// <param name="Qualifier">The version or alias, or null.</param>
internal readonly record struct LambdaName(string? Account, string? Region, string Name, string? Qualifier)
{
    private const int LongestText = 1024;
    private const string Function = "function";

    /// <summary>
    /// Reads <c>checkout</c>, <c>checkout:live</c>, <c>123456789012:function:checkout</c> or
    /// <c>arn:aws:lambda:eu-west-1:123456789012:function:checkout:3</c>; null for anything else.
    /// </summary>
    public static LambdaName? Of(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > LongestText)
        {
            return null;
        }

        var parts = text.Split(':');
        return parts switch
        {
            ["arn", _, "lambda", var region, var account, Function, var name, ..] when name.Length > 0 => new LambdaName(account, region, name, At(parts, 7)),
            ["arn", ..] => null,
            [var account, Function, var name, ..] when name.Length > 0 => new LambdaName(account, null, name, At(parts, 3)),
            [Function, var name] when name.Length > 0 => new LambdaName(null, null, name, null),
            [{ Length: > 0 }] or [{ Length: > 0 }, _] => new LambdaName(null, null, parts[0], At(parts, 1)),
            _ => null,
        };
    }

    /// <summary>The full name, with what the record tells elsewhere where this does not.</summary>
    public string FullName(string? account, string? region) => FunctionNaming.Of("aws", Account ?? account, Region ?? region, Name);

    private static string? At(string[] parts, int place) => parts.Length > place && parts[place].Length > 0 ? parts[place] : null;
}
