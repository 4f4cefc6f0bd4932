using System.Globalization;
using AnomalyWatch.Pipeline.Alerting;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Serving.Http;

/// <summary>The parameters of a listing. A parameter that is not known is ignored; one that cannot be understood is named.</summary>
public static class IncidentFilter
{
    private const int MaxFunctionLength = 2048;
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Reads <c>since</c>, <c>status</c>, <c>function</c> and <c>limit</c>; gives what is wrong, or null.</summary>
    public static string? Read(IQueryCollection parameters, out IncidentQuery query)
    {
        query = new IncidentQuery();
        foreach (var name in new[] { "since", "status", "function", "limit" })
        {
            var values = parameters[name];
            if (values.Count == 0)
            {
                continue;
            }

            var value = values.Count == 1 ? values[0] ?? "" : "";
            if (value.Length == 0)
            {
                return name + ": must have one value.";
            }

            if (Add(name, value, ref query) is { } fault)
            {
                return $"{name}: {fault}";
            }
        }

        return null;
    }

    private static string? Add(string name, string value, ref IncidentQuery query)
    {
        switch (name)
        {
            case "since" when DateTimeOffset.TryParseExact(value, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since):
                query = query with { Since = since };
                return null;
            case "since":
                return "must be a time like 2026-07-01T12:00:00Z.";
            case "status" when value is "open" or "resolved":
                query = query with { Status = value == "open" ? IncidentStatus.Open : IncidentStatus.Resolved };
                return null;
            case "status":
                return "must be 'open' or 'resolved'.";
            case "function" when value.Length <= MaxFunctionLength:
                query = query with { Function = value };
                return null;
            case "function":
                return $"may have {MaxFunctionLength} characters.";
            default:
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > IncidentQuery.MaxLimit)
                {
                    return $"must be a number from 1 to {IncidentQuery.MaxLimit}.";
                }

                query = query with { Limit = limit };
                return null;
        }
    }
}
