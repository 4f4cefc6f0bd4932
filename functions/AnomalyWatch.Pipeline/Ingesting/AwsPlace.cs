namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Where a function of AWS is, as far as its sender tells it beside the body; null for a part that it does not tell.</summary>
/// <param name="Account">The account.</param>
/// <param name="Region">The region.</param>
/// <param name="Name">The function's name.</param>
public readonly record struct AwsPlace(string? Account, string? Region, string? Name)
{
    private const int LongestText = 512;

    /// <summary>Reads <c>aws/&lt;account&gt;/&lt;region&gt;/&lt;name&gt;</c>, in which a part may be <c>unknown</c>; nothing is told by any other text.</summary>
    public static AwsPlace Of(string? fullName) => (fullName ?? "").Split('/') is ["aws", var account, var region, var name]
        ? new AwsPlace(Known(account), Known(region), Known(name))
        : default;

    /// <summary>
    /// The full name that stands for what is told: by a parameter <c>region</c>, else by the stream that Firehose names in its header
    /// <c>X-Amz-Firehose-Source-Arn</c>, which is in the region of the logs that their own account writes to it. Null where neither tells anything.
    /// </summary>
    public static string? FullName(string? region, string? firehoseArn)
    {
        if (!string.IsNullOrEmpty(region))
        {
            return FunctionNaming.Of("aws", null, region, null);
        }

        return firehoseArn?.Length <= LongestText && firehoseArn.Split(':') is ["arn", _, "firehose", { Length: > 0 } place, { Length: > 0 } account, ..]
            ? FunctionNaming.Of("aws", account, place, null)
            : null;
    }

    private static string? Known(string part) => part.Length == 0 || part == FunctionNaming.Unknown ? null : part;
}
