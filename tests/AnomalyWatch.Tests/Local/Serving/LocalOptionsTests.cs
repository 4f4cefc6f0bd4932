using AnomalyWatch.Local.Serving;

namespace AnomalyWatch.Tests.Local.Serving;

[TestClass]
public sealed class LocalOptionsTests
{
    [TestMethod]
    public void The_defaults_are_valid() => Assert.IsEmpty(new LocalOptions().Validate());

    [TestMethod]
    [DataRow("http://127.0.0.1:0")]
    [DataRow("http://localhost:7071")]
    [DataRow("http://[::1]:7071;http://127.0.0.1:7071")]
    [DataRow("http://127.8.9.1:80")]
    public void Loopback_is_allowed(string urls) => Assert.IsEmpty(new LocalOptions { Urls = urls }.Validate());

    [TestMethod]
    [DataRow("http://0.0.0.0:7071")]
    [DataRow("http://[::]:7071")]
    [DataRow("http://192.168.1.4:7071")]
    [DataRow("http://127.0.0.1:7071;http://10.0.0.1:7071")]
    public void Beyond_loopback_everybody_needs_a_credential(string urls)
    {
        var options = new LocalOptions { Urls = urls };
        Assert.IsEmpty(options.Validate());
        Assert.IsTrue(options.RequiresCredentials);
        Assert.IsFalse(new LocalOptions().RequiresCredentials);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("7071")]
    [DataRow("https://127.0.0.1:7071")]
    [DataRow("http://127.0.0.1:7071/path")]
    [DataRow("http://localhost:0")]
    [DataRow("http://*:7071")]
    [DataRow("http://example.com:7071")]
    public void What_is_no_address_to_listen_on_is_refused(string urls) =>
        StringAssert.StartsWith(new LocalOptions { Urls = urls }.Validate().Single(), "urls: ");

    [TestMethod]
    [DataRow("ns.servicebus.windows.net")]
    [DataRow("Endpoint=sb://ns.servicebus.windows.net/")]
    public void A_namespace_may_be_named_without_a_key(string eventHubs) => Assert.IsEmpty(new LocalOptions { EventHubs = eventHubs }.Validate());

    [TestMethod]
    public void What_is_wrong_with_a_namespace_is_told_without_its_key()
    {
        var error = new LocalOptions { EventHubs = "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKey=c2VjcmV0" }.Validate().Single();
        StringAssert.StartsWith(error, "eventhubs: ");
        StringAssert.EndsWith(error, "SharedAccessKeyName is missing.");
        Assert.DoesNotContain("c2VjcmV0", error);
    }

    [TestMethod]
    public void All_errors_come_at_once_and_a_wrong_secret_is_not_repeated()
    {
        var errors = new LocalOptions { Storage = "c2VjcmV0", DataFolder = " ", ChannelsFile = "there-is-no-such-file.json", Urls = "x", Clock = (AnomalyWatch.Pipeline.Streaming.ClockMode)9, FunctionsInMemory = 0 }.Validate();
        CollectionAssert.AreEqual(new[] { "storage", "data", "channels", "clock", "functions-in-memory", "urls" }, errors.Select(error => error[..error.IndexOf(':', StringComparison.Ordinal)]).ToArray());
        Assert.IsFalse(errors.Any(error => error.Contains("c2VjcmV0", StringComparison.Ordinal)));
    }
}
