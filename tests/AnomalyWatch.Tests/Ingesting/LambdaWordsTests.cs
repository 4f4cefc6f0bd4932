using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class LambdaWordsTests
{
    private const string Report = "REPORT RequestId: 8e\tDuration: 0.81 ms\tBilled Duration: 100 ms\tMemory Size: 128 MB\tMax Memory Used: 51 MB\tError Type: Runtime.OutOfMemory\n";

    [TestMethod]
    [DataRow("REPORT RequestId", "8e")]
    [DataRow("Duration", "0.81")]
    [DataRow("Billed Duration", "100")]
    [DataRow("Memory Size", "128")]
    [DataRow("Max Memory Used", "51")]
    [DataRow("Error Type", "Runtime.OutOfMemory")]
    [DataRow("Memory", "", DisplayName = "a part of a name")]
    [DataRow("Size", "", DisplayName = "the end of a name")]
    [DataRow("Max Memory Used By", "", DisplayName = "more than a name")]
    [DataRow("", "", DisplayName = "nothing")]
    public void A_field_is_found_by_its_whole_name_alone(string field, string value) => Assert.AreEqual(value, LambdaWords.Of(Report).Text(field).ToString());

    [TestMethod]
    [DataRow(" ")]
    [DataRow("\t\t ")]
    [DataRow("\\t")]
    [DataRow("\\n\u00a0")]
    public void Whatever_parts_the_words_they_are_the_same(string gap)
    {
        var words = LambdaWords.Of(Report.Replace(" ", gap, StringComparison.Ordinal).Replace("\t", gap, StringComparison.Ordinal));
        Assert.AreEqual((0.81, 51), (words.Number("Duration"), words.Number("Max Memory Used")));
    }

    [TestMethod]
    public void Of_a_field_given_twice_the_first_counts_and_one_without_a_value_is_absent()
    {
        var words = LambdaWords.Of("Duration: 1 ms Duration: 2 ms Status: Phase: init");
        Assert.AreEqual(1, words.Number("Duration"));
        Assert.AreEqual("", words.Text("Status").ToString());
        Assert.AreEqual("init", words.Text("Phase").ToString());
    }

    [TestMethod]
    public void A_line_of_any_length_and_of_any_number_of_fields_is_read_within_bounds()
    {
        var many = string.Concat(Enumerable.Range(0, 1000).Select(i => $"f{i}: {i} "));
        Assert.AreEqual((31, null), (LambdaWords.Of(many).Number("f31"), LambdaWords.Of(many).Number("f32")));
        Assert.IsNull(LambdaWords.Of(new string('x', 5000) + " Duration: 1").Number("Duration"));
    }
}
