using System.Text;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class JsonPiecesTests
{
    [TestMethod]
    public void A_broken_line_among_sound_ones_costs_itself_alone()
    {
        Assert.IsNull(JsonPieces.Split("{}\n{x}\n{}"u8.ToArray(), out var pieces));
        CollectionAssert.AreEqual(new[] { true, false, true }, pieces.Select(piece => piece.Fault is null).ToList());
    }

    [TestMethod]
    public void Behind_a_thousand_broken_lines_the_rest_is_refused_unread_line_by_line()
    {
        var body = "{}\n" + string.Concat(Enumerable.Repeat("{x}\n", 30_000)) + " \n{}";
        Assert.IsNull(JsonPieces.Split(Encoding.UTF8.GetBytes(body), out var pieces));
        Assert.HasCount(30_002, pieces);
        Assert.IsTrue(pieces[^1].Fault!.StartsWith("not looked at", StringComparison.Ordinal));
        Assert.AreEqual((3L + (30_000 * 4) + 2, "{}"), (pieces[^1].Position, Encoding.UTF8.GetString(pieces[^1].Utf8.Span)), "Alone it can be read.");
    }

    [TestMethod]
    public void A_string_of_json_is_unescaped_once()
    {
        Assert.IsNull(JsonPieces.Unquote(new JsonPiece("{}"u8.ToArray(), 7)));
        Assert.AreEqual("{\"a\":1}", Encoding.UTF8.GetString(JsonPieces.Unquote(new JsonPiece("\"{\\\"a\\\":1}\""u8.ToArray(), 7))!.Value.Utf8.Span));
        Assert.IsNotNull(JsonPieces.Unquote(new JsonPiece("\"\\ud800\""u8.ToArray(), 7))!.Value.Fault);
    }
}
