using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class PartitionLogOptionsTests
{
    [TestMethod]
    public void The_defaults_hold() => new PartitionLogOptions().Validate();

    [TestMethod]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var options = new PartitionLogOptions
        {
            Folder = " ",
            Partition = -1,
            SegmentBytes = 100,
            RetainedBytes = 50,
            RetainedFor = TimeSpan.Zero,
            FlushMode = (FlushMode)9,
            FlushInterval = TimeSpan.Zero,
            MemoryBytes = 1,
        };

        var refused = Assert.ThrowsExactly<ArgumentException>(options.Validate);

        Assert.AreEqual(
            "The options of the partition log do not hold: Folder is blank; leave it out to keep the log in memory. Partition is -1; it begins at 0. "
            + "SegmentBytes is 100; it lies between 4096 and 1073741824. RetainedBytes is 50, less than one segment of 100. RetainedFor is 00:00:00; it is a positive time. "
            + "FlushMode 9 is unknown. FlushInterval is 00:00:00; it lies between 1 ms and 1 h. MemoryBytes is 1; the least is 4194304.",
            refused.Message);
    }
}
