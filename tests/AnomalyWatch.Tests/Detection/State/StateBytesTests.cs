using System.Buffers;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Tests.Detection.State;

[TestClass]
public sealed class StateBytesTests
{
    [TestMethod]
    public void What_was_written_is_read_again_bit_for_bit()
    {
        var reader = new StateReader(Written());

        Assert.AreEqual(300, reader.Count(1_000));
        Assert.AreEqual(long.MinValue, reader.Whole());
        Assert.IsTrue(reader.Flag());
        Assert.AreEqual(BitConverter.DoubleToInt64Bits(double.NaN), BitConverter.DoubleToInt64Bits(reader.Real8()));
        Assert.AreEqual(1.5f, reader.Real4());
        Assert.AreEqual((Half)0.25, reader.Real2());
        Assert.AreEqual(UInt128.MaxValue, reader.Id128());
        Assert.AreEqual(DateTimeOffset.UnixEpoch, reader.Time());
        Assert.AreEqual(TimeSpan.FromMinutes(-3), reader.Span());
        Assert.AreEqual("ünïcode", reader.Text(100));
        Assert.IsNull(reader.TextOrNone(100));
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, reader.Bytes(2).ToArray());
        Assert.IsTrue(reader.IsDone);
    }

    [TestMethod]
    public void Cut_at_any_byte_reading_fails_and_does_not_throw()
    {
        var written = Written();
        for (var length = 0; length < written.Length; length++)
        {
            var reader = new StateReader(written.AsSpan(0, length));
            _ = reader.Count(1_000);
            _ = reader.Whole();
            _ = reader.Flag();
            _ = reader.Real8();
            _ = reader.Real4();
            _ = reader.Real2();
            _ = reader.Id128();
            _ = reader.Time();
            _ = reader.Span();
            _ = reader.Text(100);
            _ = reader.TextOrNone(100);
            _ = reader.Bytes(2);
            Assert.IsFalse(reader.IsDone, $"cut at {length}");
        }
    }

    [TestMethod]
    [DataRow(0d, 1)]
    [DataRow(12d, 1)]
    [DataRow(9_007_199_254_740_992d, 8)]
    [DataRow(0.5, 9)]
    [DataRow(-0.0, 9)]
    [DataRow(-3d, 9)]
    [DataRow(double.NaN, 9)]
    [DataRow(double.PositiveInfinity, 9)]
    public void Whole_numbers_are_short_and_no_number_loses_a_bit(double value, int length)
    {
        var output = new ArrayBufferWriter<byte>();
        new StateWriter(output).Number8(value);

        var reader = new StateReader(output.WrittenSpan);
        Assert.AreEqual(length, output.WrittenCount);
        Assert.AreEqual(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(reader.Number8()));
        Assert.IsTrue(reader.IsDone);
    }

    [TestMethod]
    [DataRow(0f, 1, 1)]
    [DataRow(63f, 1, 1)]
    [DataRow(83.3f, 10, 2)]
    [DataRow(83.3f, 1, 5)]
    [DataRow(-0f, 1, 5)]
    [DataRow(float.NaN, 10, 5)]
    [DataRow(float.MaxValue, 10, 5)]
    [DataRow(float.NegativeInfinity, 1, 5)]
    public void Tenths_are_short_and_no_number_loses_a_bit(float value, int parts, int length)
    {
        var output = new ArrayBufferWriter<byte>();
        new StateWriter(output).Number4(value, parts);

        var reader = new StateReader(output.WrittenSpan);
        Assert.AreEqual(length, output.WrittenCount);
        Assert.AreEqual(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(reader.Number4(parts)));
        Assert.IsTrue(reader.IsDone);
    }

    [TestMethod]
    public void A_length_beyond_what_is_there_or_allowed_is_not_believed()
    {
        var output = new ArrayBufferWriter<byte>();
        new StateWriter(output).Count(int.MaxValue);

        var more = new StateReader(output.WrittenSpan);
        Assert.AreEqual(0, more.Items(int.MaxValue));
        Assert.IsTrue(more.Failed);
        var allowed = new StateReader(output.WrittenSpan);
        Assert.AreEqual(0, allowed.Count(100));
        Assert.IsTrue(allowed.Failed);
    }

    private static byte[] Written()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        writer.Count(300);
        writer.Whole(long.MinValue);
        writer.Flag(true);
        writer.Real8(double.NaN);
        writer.Real4(1.5f);
        writer.Real2((Half)0.25);
        writer.Id128(UInt128.MaxValue);
        writer.Time(DateTimeOffset.UnixEpoch);
        writer.Span(TimeSpan.FromMinutes(-3));
        writer.Text("ünïcode");
        writer.TextOrNone(null);
        writer.Bytes([1, 2]);
        return output.WrittenSpan.ToArray();
    }
}
