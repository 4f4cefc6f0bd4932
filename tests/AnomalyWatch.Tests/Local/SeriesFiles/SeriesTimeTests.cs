using System.Globalization;
using System.Text;
using AnomalyWatch.Local.SeriesFiles;

namespace AnomalyWatch.Tests.Local.SeriesFiles;

[TestClass]
public sealed class SeriesTimeTests
{
    [TestMethod]
    [DataRow("2020-09-13 12:26:40", "2020-09-13T12:26:40.0000000Z", DisplayName = "without an offset it is UTC")]
    [DataRow("2020-09-13T14:26:40+02:00", "2020-09-13T12:26:40.0000000Z")]
    [DataRow("2020-09-13 12:26:40.250", "2020-09-13T12:26:40.2500000Z")]
    [DataRow("2020-09-13", "2020-09-13T00:00:00.0000000Z")]
    [DataRow("1600000000", "2020-09-13T12:26:40.0000000Z", DisplayName = "seconds")]
    [DataRow("1600000000123", "2020-09-13T12:26:40.1230000Z", DisplayName = "milliseconds")]
    [DataRow("1600000000123456", "2020-09-13T12:26:40.1234560Z", DisplayName = "microseconds")]
    [DataRow("1600000000123456789", "2020-09-13T12:26:40.1234567Z", DisplayName = "nanoseconds")]
    [DataRow("1600000000.5", "2020-09-13T12:26:40.5000000Z", DisplayName = "seconds with a fraction")]
    [DataRow("0", "1970-01-01T00:00:00.0000000Z")]
    public void A_time_is_read(string text, string expected)
    {
        Assert.IsTrue(SeriesTime.TryRead(Encoding.UTF8.GetBytes(text), out var time));
        Assert.AreEqual(expected, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("-1")]
    [DataRow("1.5")]
    [DataRow("tomorrow")]
    [DataRow("3/4/2020", DisplayName = "March or April")]
    [DataRow("2020-13-01")]
    [DataRow("99999999999999999999")]
    [DataRow("2020-09-13 12:26:40 and much more than any time has to say")]
    public void What_is_no_time_is_refused(string text) => Assert.IsFalse(SeriesTime.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [TestMethod]
    public void Bytes_that_are_no_text_are_refused() => Assert.IsFalse(SeriesTime.TryRead([0xff, 0xfe, 0x80], out _));
}
