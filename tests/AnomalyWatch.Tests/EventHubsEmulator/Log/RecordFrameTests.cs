using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class RecordFrameTests
{
    [TestMethod]
    public void The_bytes_of_a_record_are_fixed()
    {
        var bytes = new byte[26];
        RecordFrame.Prepare(bytes, "hi"u8);

        Assert.AreEqual(26, RecordFrame.Seal(bytes, 258, 1_782_907_200_000));

        // Files written yesterday must be readable tomorrow: a change here is a new version of the segment.
        Assert.AreEqual("02000000" + Checksum(bytes) + "0201000000000000" + "00E28C1D9F010000" + "6869", Convert.ToHexString(bytes));
        Assert.IsTrue(RecordFrame.TryParse(bytes, out var frame));
        Assert.AreEqual((2, 258L, 1_782_907_200_000L), (frame.BodyBytes, frame.SequenceNumber, frame.EnqueuedMs));
        Assert.IsTrue(frame.Holds(bytes));
        Assert.IsFalse(frame.Holds(bytes.AsSpan(0, 25)));
    }

    [TestMethod]
    public void Zeros_and_impossible_lengths_are_no_record()
    {
        Assert.IsFalse(RecordFrame.TryParse(new byte[64], out var zeros) && zeros.Holds(new byte[64]));
        Assert.IsFalse(RecordFrame.TryParse(Enumerable.Repeat((byte)0xFF, 64).ToArray(), out _));
        Assert.IsFalse(RecordFrame.TryParse([0, 0, 0, 0x7F, .. new byte[60]], out _));
        Assert.IsFalse(RecordFrame.TryParse(new byte[23], out _));
    }

    private static string Checksum(byte[] frame) =>
        Convert.ToHexString(BitConverter.GetBytes(Crc32C.Of([.. frame[24..], .. frame[..4], .. frame[8..24]])));
}
