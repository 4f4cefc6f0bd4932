namespace AnomalyWatch.Tests.Functions;

/// <summary>What a diagnostic setting writes of one call that has just ended.</summary>
internal static class SomeLogs
{
    public static string Request(string id) => $$"""
        {"records":[{"time":"{{TimeProvider.System.GetUtcNow().AddSeconds(-5):O}}","resourceId":"/SUBSCRIPTIONS/0000/RESOURCEGROUPS/shop/PROVIDERS/MICROSOFT.INSIGHTS/COMPONENTS/shop","Type":"AppRequests","AppRoleName":"shop","OperationName":"checkout","OperationId":"{{id}}","Properties":{"InvocationId":"{{id}}","FullName":"Functions.checkout"},"Id":"{{id}}","Name":"checkout","Success":true,"ResultCode":"200","DurationMs":12.5,"ItemCount":1}]}
        """;
}
