using System.Text;
using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class SubsequenceModelTests
{
    private static readonly byte[] Zip = Resource("model.zip");
    private static readonly byte[] Manifest = Resource("model.json");

    [TestMethod]
    public void The_shipped_model_loads_and_knows_what_is_calm()
    {
        var model = SubsequenceModel.Load(Zip, Manifest);
        var calm = new float[SubsequenceModel.Length];
        var spike = new float[SubsequenceModel.Length];
        spike[0] = 8;
        Assert.IsLessThan(model.Distance(spike), model.Distance(calm));
        Assert.AreEqual(model.Distance(spike), SubsequenceModel.Default.Distance(spike));
    }

    [TestMethod]
    public void A_residual_beyond_the_limit_counts_as_the_limit()
    {
        var (at, beyond) = (new float[SubsequenceModel.Length], new float[SubsequenceModel.Length]);
        (at[3], beyond[3]) = (SubsequenceModel.Limit, 1e9f);
        Assert.AreEqual(SubsequenceModel.Default.Distance(at), SubsequenceModel.Default.Distance(beyond));
    }

    [TestMethod]
    public void Without_a_model_the_distance_is_the_length()
    {
        var vector = new float[SubsequenceModel.Length];
        (vector[0], vector[31]) = (3, 4);
        Assert.AreEqual(5, SubsequenceModel.Untrained.Distance(vector));
    }

    [TestMethod]
    public void A_changed_byte_of_the_model_is_refused()
    {
        byte[] changed = [.. Zip];
        changed[changed.Length / 2] ^= 1;
        StringAssert.Contains(Refused(changed, Manifest), "modelSha256 is not that of model.zip.");
    }

    [TestMethod]
    public void A_broken_manifest_is_refused_with_all_that_is_wrong()
    {
        var text = Encoding.UTF8.GetString(Manifest).Replace("\"length\": 32", "\"length\": 31", StringComparison.Ordinal).Replace("\"schemaVersion\": 1", "\"schemaVersion\": 2", StringComparison.Ordinal);
        var refused = Refused(Zip, Encoding.UTF8.GetBytes(text));
        StringAssert.Contains(refused, "schemaVersion is 2");
        StringAssert.Contains(refused, "length is 31");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("null")]
    [DataRow("[]")]
    public void What_is_no_manifest_is_refused(string json) => Refused(Zip, Encoding.UTF8.GetBytes(json));

    private static string Refused(byte[] zip, byte[] manifest) => Assert.ThrowsExactly<InvalidDataException>(() => SubsequenceModel.Load(zip, manifest)).Message;

    private static byte[] Resource(string name)
    {
        using var stream = typeof(SubsequenceModel).Assembly.GetManifestResourceStream("AnomalyWatch.Detection.Models.Subsequence." + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
