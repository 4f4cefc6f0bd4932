using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Tests.Functions;

/// <summary>The metadata of a batch, as the worker hands it over.</summary>
internal sealed class SomeBatch(string? partitionContext) : FunctionContext
{
    public SomeBatch(int partition)
        : this($$"""{"FullyQualifiedNamespace":"some","EventHubName":"some","ConsumerGroup":"some","PartitionId":"{{partition}}"}""")
    {
    }

    public override BindingContext BindingContext { get; } = new Data(partitionContext);

    private sealed class Data(string? partitionContext) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } =
            partitionContext is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { ["PartitionContext"] = partitionContext };
    }
}
