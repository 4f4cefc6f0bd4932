using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>Which changes bear on security: one table for each cloud, the first row that fits counts.</summary>
internal static class RiskyOperations
{
    /// <summary>In what way a change bears on security; null where it does not, or its cloud has no table.</summary>
    public static ChangeRisk? RiskOf(Change change)
    {
        var (table, operation) = FunctionName.Provider(change.Function) switch
        {
            "azure" => (AzureOperations.Table, AzureOperations.Name(change.Operation)),
            "aws" => (AwsOperations.Table, AwsOperations.Name(change.Operation)),
            "gcp" => (GcpOperations.Table, GcpOperations.Name(change.Operation)),
            _ => ([], change.Operation),
        };
        return Array.Find(table, row => row.Is(operation, change.Detail))?.Risk;
    }
}
