using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class Crc32CTests
{
    [TestMethod]
    public void It_is_the_checksum_that_others_compute()
    {
        // The check value of the catalogue, and three of RFC 3720, appendix B.4.
        Assert.AreEqual(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.AreEqual(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.AreEqual(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.AreEqual(0x46DD794Eu, Crc32C.Of(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
    }

    [TestMethod]
    public void Parts_give_the_same_as_the_whole()
    {
        var bytes = LogFolder.Body(1, 101);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.AreEqual(Crc32C.Of(bytes), Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Start, bytes.AsSpan(0, cut)), bytes.AsSpan(cut))));
        }
    }
}
