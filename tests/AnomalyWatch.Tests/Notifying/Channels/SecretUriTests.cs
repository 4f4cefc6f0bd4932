using AnomalyWatch.Pipeline.Notifying.Channels;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class SecretUriTests
{
    [TestMethod]
    [DataRow("https://prod-1.westeurope.logic.azure.com:443/workflows/x?sig=y")]
    [DataRow("https://hooks.slack.example/services/T/B/X\n")]
    [DataRow("http://127.0.0.1:8080/hook")]
    [DataRow("http://[::1]/hook")]
    [DataRow("http://localhost/hook")]
    public void A_receivers_address_is_taken_and_prints_as_a_placeholder(string text)
    {
        var uri = SecretUri.TryCreate(new SecretText(text), out var fault);

        Assert.IsNull(fault);
        Assert.AreEqual(SecretText.Placeholder, $"{uri}");
        Assert.AreEqual(new Uri(text.Trim()), uri?.Reveal());
    }

    [TestMethod]
    [DataRow("http://hooks.example/services/T0ken")]
    [DataRow("http://169.254.169.254/latest/T0ken")]
    [DataRow("http://127.0.0.1.evil.example/T0ken")]
    [DataRow("https://user:T0ken@hooks.example/")]
    [DataRow("https://T0ken@hooks.example/")]
    [DataRow("file:///etc/T0ken")]
    [DataRow("ftp://hooks.example/T0ken")]
    [DataRow("gopher://127.0.0.1/T0ken")]
    [DataRow("/services/T0ken")]
    [DataRow("hooks.example/T0ken")]
    [DataRow("")]
    public void Anything_else_is_refused_and_not_quoted(string text)
    {
        Assert.IsNull(SecretUri.TryCreate(new SecretText(text), out var fault));
        Assert.IsNotNull(fault);
        Assert.DoesNotContain("T0ken", fault);
    }

    [TestMethod]
    public void A_handler_that_follows_redirects_is_refused()
    {
        using var sockets = new SocketsHttpHandler();
        using var client = new HttpClientHandler();

        Assert.ThrowsExactly<ArgumentException>(() => new HttpPoster(TimeProvider.System, sockets));
        Assert.ThrowsExactly<ArgumentException>(() => new HttpPoster(TimeProvider.System, client));
    }
}
