using AnomalyWatch.Pipeline.Streaming.EventHubs;

namespace AnomalyWatch.Tests.Streaming.EventHubs;

[TestClass]
public sealed class EventHubsConnectionStringTests
{
    private const string Key = "c2VjcmV0LXNlY3JldA==";

    [TestMethod]
    public void A_string_of_the_portal_is_read_and_means_tls()
    {
        var connection = EventHubsConnectionString.Parse($"Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey={Key};EntityPath=invocations");
        Assert.AreEqual(new EventHubsEndpoint("ns.servicebus.windows.net", 5671, UseTls: true), connection.Endpoint);
        Assert.AreEqual("send", connection.KeyName);
        Assert.AreEqual(Key, connection.Key);
        Assert.AreEqual("invocations", connection.Hub);
    }

    [TestMethod]
    public void A_string_of_an_emulator_means_no_tls_and_keeps_its_port() =>
        Assert.AreEqual(
            new EventHubsEndpoint("localhost", 45671, UseTls: false),
            EventHubsConnectionString.Parse($"Endpoint=sb://localhost:45671;SharedAccessKeyName=a;SharedAccessKey={Key};UseDevelopmentEmulator=true;").Endpoint);

    [TestMethod]
    [DataRow("ns.servicebus.windows.net")]
    [DataRow("Endpoint=sb://ns.servicebus.windows.net/")]
    [DataRow("Endpoint=sb://ns.servicebus.windows.net/;EntityPath=invocations")]
    public void Without_a_key_it_is_left_to_Entra_ID_to_say_who_we_are_and_always_over_tls(string text)
    {
        var connection = EventHubsConnectionString.Parse(text);
        Assert.AreEqual(new EventHubsEndpoint("ns.servicebus.windows.net", 5671, UseTls: true), connection.Endpoint);
        Assert.IsFalse(connection.HasKey);
        Assert.ThrowsExactly<ArgumentException>(() => new SharedAccessTokenSource(connection, TimeProvider.System));
    }

    [TestMethod]
    [DataRow("", "Endpoint")]
    [DataRow("ns", "Endpoint")]
    [DataRow("ns.servicebus.windows.net:5671", "Endpoint")]
    [DataRow("Endpoint=sb://localhost;UseDevelopmentEmulator=true", "SharedAccessKeyName")]
    [DataRow("Endpoint=https://ns/;SharedAccessKeyName=a;SharedAccessKey=c2VjcmV0LXNlY3JldA==", "Endpoint")]
    [DataRow("Endpoint=sb://ns/;SharedAccessKey=c2VjcmV0LXNlY3JldA==", "SharedAccessKeyName")]
    [DataRow("Endpoint=sb://ns/;SharedAccessKeyName=a", "SharedAccessKey")]
    [DataRow("Endpoint=sb://ns.example.com/;SharedAccessKeyName=a;SharedAccessKey=c2VjcmV0LXNlY3JldA==;UseDevelopmentEmulator=true", "UseDevelopmentEmulator")]
    public void What_is_wrong_is_named_without_its_value(string text, string part)
    {
        var exception = Assert.ThrowsExactly<FormatException>(() => EventHubsConnectionString.Parse(text));
        StringAssert.Contains(exception.Message, part);
        Assert.IsFalse(exception.Message.Contains(Key, StringComparison.Ordinal));
    }

    [TestMethod]
    public void It_does_not_print_its_key() =>
        Assert.IsFalse(EventHubsConnectionString.Parse($"Endpoint=sb://ns/;SharedAccessKeyName=a;SharedAccessKey={Key}").ToString().Contains(Key, StringComparison.Ordinal));
}
