using AnomalyWatch.Pipeline.Streaming.Quarantine;

namespace AnomalyWatch.Tests.Streaming.Quarantine;

[TestClass]
public sealed class MemoryQuarantineTests : QuarantineContract
{
    private protected override Task<IQuarantine> CreateAsync(QuarantineOptions options) => Task.FromResult<IQuarantine>(new MemoryQuarantine(options, Time));
}
