using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Tests.Detection.Invocations;

[TestClass]
public sealed class FunctionNameTests
{
    [TestMethod]
    [DataRow("azure/sub/shop/checkout", "azure", "azure/sub", "azure/sub/shop", "checkout", "shop/checkout")]
    [DataRow("aws/123456789012/eu-west-1/resize", "aws", "aws/123456789012", null, "resize", "resize")]
    [DataRow("gcp/project/europe-west2/hello", "gcp", "gcp/project", null, "hello", "hello")]
    [DataRow("other/thing", "other", "other/thing", null, "thing", "thing")]
    [DataRow("azure/sub/shop", "azure", "azure/sub", null, "shop", "shop")]
    public void A_name_falls_into_its_parts(string name, string provider, string account, string? app, string last, string shortName)
    {
        Assert.AreEqual(provider, FunctionName.Provider(name));
        Assert.AreEqual(account, FunctionName.Account(name));
        Assert.AreEqual(app, FunctionName.App(name));
        Assert.AreEqual(last, FunctionName.LastPart(name));
        Assert.AreEqual(shortName, FunctionName.Familiar(name));
    }
}
