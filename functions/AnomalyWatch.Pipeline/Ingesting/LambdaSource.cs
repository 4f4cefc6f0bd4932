namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Which Lambda function a log stream belongs to.</summary>
/// <param name="Function">The function's full name, or null where the log is not known to be a Lambda function's.</param>
/// <param name="Version">The version of its code that the stream's name tells (<c>$LATEST</c>, <c>3</c>), or null.</param>
internal readonly record struct LambdaSource(string? Function, string? Version)
{
    private const string GroupPrefix = "/aws/lambda/";

    /// <summary>
    /// Names the function of a log. A subscription's payload never tells the region; an ARN that happens to stand in a log line does not
    /// count, since it is the code's own text and missing from most deliveries, and the function would go by two names. So the region is
    /// the one of <see cref="Delivery.Function"/> where that is of the same or of no account, else <c>unknown</c>.
    /// </summary>
    /// <param name="owner">The account.</param>
    /// <param name="logGroup"><c>/aws/lambda/&lt;name&gt;</c>; for Lambda@Edge <c>/aws/lambda/&lt;home region&gt;.&lt;name&gt;</c>.</param>
    /// <param name="logStream"><c>2026/07/01/[$LATEST]1f..</c>, and in a group of the user's own making <c>2026/07/01/&lt;name&gt;[$LATEST]1f..</c>.</param>
    /// <param name="told">The full name that the sender told beside the body, or null.</param>
    public static LambdaSource Of(string? owner, string? logGroup, string? logStream, string? told)
    {
        var (nameInStream, version) = ReadStream(logStream);
        var place = AwsPlace.Of(told);
        var isTold = owner is null || place.Account is null || place.Account == owner;
        var region = isTold ? place.Region : null;
        string? name;
        if (logGroup?.StartsWith(GroupPrefix, StringComparison.Ordinal) == true && logGroup.Length > GroupPrefix.Length)
        {
            name = logGroup[GroupPrefix.Length..];
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0 && dot < name.Length - 1)
            {
                // No Lambda function has a dot in its name.
                region = name[..dot];
                name = name[(dot + 1)..];
            }
        }
        else
        {
            name = nameInStream ?? (isTold ? place.Name : null);
        }

        return new LambdaSource(name is null ? null : FunctionNaming.Of("aws", owner, region, name), version);
    }

    private static (string? Name, string? Version) ReadStream(string? logStream)
    {
        var last = logStream?[(logStream.LastIndexOf('/') + 1)..] ?? "";
        var open = last.IndexOf('[', StringComparison.Ordinal);
        var close = last.IndexOf(']', StringComparison.Ordinal);
        return open < 0 || close < open + 2 ? (null, null) : (open == 0 ? null : last[..open], last[(open + 1)..close]);
    }
}
