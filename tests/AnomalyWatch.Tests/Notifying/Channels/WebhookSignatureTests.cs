using AnomalyWatch.Pipeline.Notifying.Channels;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class WebhookSignatureTests
{
    [TestMethod]
    public void The_example_of_the_specification_is_met()
    {
        var secret = WebhookSecret.TryParse(new SecretText("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))!;

        Assert.AreEqual(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"u8, [secret]));
    }

    [TestMethod]
    [DataRow(23, false)]
    [DataRow(24, true)]
    [DataRow(32, true)]
    [DataRow(64, true)]
    [DataRow(65, false)]
    [DataRow(300, false)]
    public void A_secret_has_24_to_64_bytes(int length, bool isSecret) =>
        Assert.AreEqual(isSecret, WebhookSecret.TryParse(new SecretText("whsec_" + Convert.ToBase64String(new byte[length]))) is not null);

    [TestMethod]
    [DataRow("")]
    [DataRow("whsec_")]
    [DataRow("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [DataRow("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!")]
    [DataRow("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Anything_else_is_no_secret(string text) => Assert.IsNull(WebhookSecret.TryParse(new SecretText(text)));

    [TestMethod]
    public void A_line_break_behind_a_secret_does_no_harm() =>
        Assert.IsNotNull(WebhookSecret.TryParse(new SecretText("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")));
}
