using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What a change of an IAM policy gave or took, in a few words: <c>ADD roles/run.invoker to allUsers</c>.</summary>
internal static class GcpGrant
{
    // A policy may hold 1,500 bindings; who is let in first, and whether everybody is, is what a person wants to hear.
    private const int MostMembers = 2_000;

    /// <summary>The first grant, or the first one to everybody; null where the entry is about something else.</summary>
    public static string? Of(JsonElement audit)
    {
        string? first = null;
        var seen = 0;
        foreach (var (verb, role, member) in Deltas(audit).Concat(Bindings(audit)))
        {
            if (member is "allUsers" or "allAuthenticatedUsers")
            {
                return $"{verb} {role} to {member}";
            }

            first ??= $"{verb} {role} to {member}";
            if (++seen == MostMembers)
            {
                break;
            }
        }

        return first;
    }

    private static IEnumerable<(string Verb, string Role, string Member)> Deltas(JsonElement audit)
    {
        if (audit.Object("serviceData")?.Object("policyDelta") is { } delta)
        {
            foreach (var change in delta.Elements("bindingDeltas"))
            {
                if (change.Text("role") is { } role && change.Text("member") is { } member)
                {
                    yield return (change.Text("action") ?? "SET", role, member);
                }
            }
        }
    }

    private static IEnumerable<(string Verb, string Role, string Member)> Bindings(JsonElement audit)
    {
        if (audit.Object("request")?.Object("policy") is { } policy)
        {
            foreach (var binding in policy.Elements("bindings"))
            {
                if (binding.Text("role") is not { } role)
                {
                    continue;
                }

                foreach (var member in binding.Elements("members"))
                {
                    if (member.ValueKind == JsonValueKind.String)
                    {
                        yield return ("SET", role, member.GetString()!);
                    }
                }
            }
        }
    }
}
