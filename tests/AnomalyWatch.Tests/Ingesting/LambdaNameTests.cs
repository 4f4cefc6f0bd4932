using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class LambdaNameTests
{
    [TestMethod]
    [DataRow("Checkout", "aws/1/r/checkout", null)]
    [DataRow("checkout:live", "aws/1/r/checkout", "live")]
    [DataRow("function:checkout", "aws/1/r/checkout", null)]
    [DataRow("123456789012:function:checkout", "aws/123456789012/r/checkout", null)]
    [DataRow("123456789012:function:checkout:3", "aws/123456789012/r/checkout", "3")]
    [DataRow("arn:aws:lambda:eu-west-1:123456789012:function:checkout", "aws/123456789012/eu-west-1/checkout", null)]
    [DataRow("arn:aws-cn:lambda:cn-north-1:123456789012:function:checkout:$LATEST", "aws/123456789012/cn-north-1/checkout", "$LATEST")]
    public void A_function_is_named_in_every_form_of_aws(string text, string name, string? qualifier)
    {
        var read = LambdaName.Of(text);
        Assert.AreEqual(name, read?.FullName("1", "r"));
        Assert.AreEqual(qualifier, read?.Qualifier);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(":")]
    [DataRow("arn:aws:s3:::bucket")]
    [DataRow("arn:aws:lambda:eu-west-1:123456789012:layer:shared:1")]
    [DataRow("a:b:c:d")]
    public void Anything_else_is_no_function(string? text) => Assert.IsNull(LambdaName.Of(text));

    [TestMethod]
    public void A_text_that_is_far_too_long_is_no_function() => Assert.IsNull(LambdaName.Of(new string(':', 2_000)));
}
