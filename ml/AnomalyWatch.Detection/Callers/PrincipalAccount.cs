namespace AnomalyWatch.Detection.Callers;

/// <summary>The cloud account that a principal's name tells it is of.</summary>
internal static class PrincipalAccount
{
    private const string ServiceAccount = ".iam.gserviceaccount.com";
    private const int AwsDigits = 12;

    /// <summary>
    /// The twelve digits of AWS (<c>arn:aws:iam::123456789012:role/x</c>, <c>123456789012/role/x</c>) or Google's project
    /// (<c>x@project.iam.gserviceaccount.com</c>); empty where the name tells none.
    /// </summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> principal)
    {
        if (principal.EndsWith(ServiceAccount, StringComparison.Ordinal))
        {
            return principal[(principal.IndexOf('@') + 1)..^ServiceAccount.Length];
        }

        var rest = principal;
        if (principal.StartsWith("arn:", StringComparison.Ordinal))
        {
            for (var part = 0; part < 4; part++)
            {
                rest = rest[(rest.IndexOf(':') + 1)..];
            }
        }

        return rest.Length > AwsDigits && rest[AwsDigits] is ':' or '/' && !rest[..AwsDigits].ContainsAnyExceptInRange('0', '9') ? rest[..AwsDigits] : default;
    }
}
