using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>A row of a cloud's table: an operation that bears on security.</summary>
/// <param name="Operation">What the cloud calls it, without the API's version.</param>
/// <param name="Risk">In what way it does.</param>
/// <param name="Detail">What the change's detail must hold besides, in any case of letters; null for nothing.</param>
internal sealed record RiskyOperation(string Operation, ChangeRisk Risk, string? Detail = null)
{
    /// <summary>Whether a change is this operation.</summary>
    public bool Is(string operation, string? detail) =>
        operation.Equals(Operation, StringComparison.OrdinalIgnoreCase)
        && (Detail is null || detail?.Contains(Detail, StringComparison.OrdinalIgnoreCase) == true);
}
