using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Tests.Detection.Invocations;

[TestClass]
public sealed class RecordIdTests
{
    [TestMethod]
    [DataRow("d878e365-0f5b-4a3c-9d0e-0a1b2c3d4e5f")]
    [DataRow("0af7651916cd43dd8448eb211c80319c")]
    [DataRow("35496429375792603298393743017356257146982675867810398208")]
    [DataRow("short")]
    [DataRow("")]
    public void The_text_of_an_id_reads_back_as_the_same_id(string text)
    {
        var id = RecordId.From(text);
        Assert.AreEqual(id, RecordId.From(id.ToString()));
    }

    [TestMethod]
    public void A_GUID_and_a_trace_id_keep_their_text()
    {
        Assert.AreEqual("d878e365-0f5b-4a3c-9d0e-0a1b2c3d4e5f", RecordId.From("D878E365-0F5B-4A3C-9D0E-0A1B2C3D4E5F").ToString());
        Assert.AreEqual("0af7651916cd43dd8448eb211c80319c", RecordId.From("0af7651916cd43dd8448eb211c80319c").ToString());
    }

    [TestMethod]
    public void Different_texts_are_different_ids() => Assert.AreNotEqual(RecordId.From("a"), RecordId.From("b"));

    [TestMethod]
    public void An_empty_text_is_no_id() => Assert.IsTrue(RecordId.From("").IsNone);

    [TestMethod]
    [DataRow("")]
    [DataRow("d878e365-0f5b-4a3c-9d0e-0a1b2c3d4e5f")]
    [DataRow("0af7651916cd43dd8448eb211c80319c")]
    [DataRow("any text")]
    public void The_binary_form_reads_back_as_the_same_id(string text)
    {
        var bytes = new byte[RecordId.ByteLength];
        RecordId.From(text).WriteTo(bytes);
        Assert.IsTrue(RecordId.TryRead(bytes, out var read));
        Assert.AreEqual(RecordId.From(text), read);
    }

    [TestMethod]
    public void Bytes_that_no_id_is_written_as_are_refused()
    {
        Assert.IsFalse(RecordId.TryRead(new byte[RecordId.ByteLength - 1], out _));
        Assert.IsFalse(RecordId.TryRead([4, .. new byte[16]], out _));
        Assert.IsFalse(RecordId.TryRead([0, 1, .. new byte[15]], out _));
    }
}
