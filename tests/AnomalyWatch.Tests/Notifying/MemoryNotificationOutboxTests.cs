using AnomalyWatch.Pipeline.Notifying;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Notifying;

[TestClass]
public sealed class MemoryNotificationOutboxTests : NotificationOutboxContract
{
    private protected override Task<INotificationOutbox> CreateAsync() =>
        Task.FromResult<INotificationOutbox>(new MemoryNotificationOutbox(new FakeTimeProvider(Some.Noon)));
}
