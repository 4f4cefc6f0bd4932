using Amqp;
using Amqp.Framing;
using AnomalyWatch.EventHubsEmulator.Amqp.Security;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

[TestClass]
public sealed class TokenTests
{
    private static readonly SharedAccessRules Rules = SharedAccessRules.Open(null);

    [TestMethod]
    public void A_token_is_valid_until_it_expires()
    {
        var token = Rules.Find(SharedAccessRules.SendName)!.Sign("sb://localhost:5672/Hub/", Some.Noon);
        var claim = SharedAccessToken.Check(token, Rules, Some.Noon.AddSeconds(-1), out _);
        Assert.AreEqual(new AccessClaim("hub", AccessRights.Send, Some.Noon), claim);
        Assert.IsNull(SharedAccessToken.Check(token, Rules, Some.Noon, out var refusal));
        Assert.AreEqual("ExpiredToken: The token is expired.", refusal);
    }

    [TestMethod]
    public void A_token_that_was_changed_anywhere_is_refused()
    {
        var token = Rules.Find(SharedAccessRules.RootName)!.Sign("sb://localhost/events", Some.Noon);
        for (var i = SharedAccessToken.Prefix.Length; i < token.Length; i++)
        {
            // Base64 pads with bits that mean nothing, and the last character before the padding carries some.
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.IsNull(SharedAccessToken.Check(changed, Rules, Some.Noon.AddHours(-1), out _), changed);
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("SharedAccessSignature ")]
    [DataRow("SharedAccessSignature sr=&sig=&se=&skn=")]
    [DataRow("SharedAccessSignature sr=a&sig=b&se=99999999999999999999&skn=RootManageSharedAccessKey")]
    [DataRow("SharedAccessSignature sr=a&sig=%zz&se=9999999999&skn=RootManageSharedAccessKey")]
    [DataRow("eyJhbGciOiJub25lIn0.e30.")]
    public void What_is_no_token_is_refused(string token) => Assert.IsNull(SharedAccessToken.Check(token, Rules, Some.Noon, out _));

    [TestMethod]
    [DataRow("events", "events", true)]
    [DataRow("events", "events/partitions/0", true)]
    [DataRow("events", "events2", false)]
    [DataRow("events/partitions/0", "events", false)]
    [DataRow("", "events", true)]
    public void A_claim_covers_its_path_and_what_lies_below(string claim, string path, bool covered) =>
        Assert.AreEqual(covered, new AccessClaim(claim, AccessRights.Listen, Some.Noon).Covers(path, AccessRights.Manage));

    [TestMethod]
    public async Task A_wrong_or_expired_token_is_answered_with_401()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectBareAsync(emulator);
        var (status, description) = await client.PutTokenAsync(client.Token(SharedAccessRules.RootName) + "0", "sb://localhost/events");
        Assert.AreEqual(401, status);
        Assert.AreEqual("InvalidSignature: The token has an invalid signature.", description);
        (status, description) = await client.PutTokenAsync(client.Token(SharedAccessRules.RootName, Some.Noon.AddYears(-1)), "sb://localhost/events");
        Assert.AreEqual(401, status);
        Assert.AreEqual("ExpiredToken: The token is expired.", description);
    }

    [TestMethod]
    public async Task A_token_for_one_hub_opens_no_other()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectBareAsync(emulator);
        Assert.AreEqual(401, (await client.PutTokenAsync(client.Token(SharedAccessRules.RootName), "sb://localhost/others")).Status);
    }

    [TestMethod]
    public async Task A_rule_may_do_what_it_says_and_no_more()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var sender = await EmulatorClient.ConnectAsync(emulator, SharedAccessRules.SendName);
        Assert.IsNull(await sender.AttachSenderAsync("events"));
        var (_, error) = await sender.AttachReceiverAsync("events/ConsumerGroups/$Default/Partitions/0");
        Assert.AreEqual("amqp:unauthorized-access", (string)error!.Condition);
        StringAssert.Contains(error.Description, "Unauthorized access. 'Listen' claim(s) are required");

        await using var listener = await EmulatorClient.ConnectAsync(emulator, SharedAccessRules.ListenName);
        Assert.AreEqual("amqp:unauthorized-access", (string)(await listener.AttachSenderAsync("events"))!.Condition);
        Assert.IsNull((await listener.AttachReceiverAsync("events/ConsumerGroups/$Default/Partitions/0")).Error);
    }

    [TestMethod]
    public async Task Without_a_token_nothing_is_open()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectBareAsync(emulator);
        Assert.AreEqual("amqp:unauthorized-access", (string)(await client.AttachSenderAsync("events"))!.Condition);
        var reply = await client.ReadEntityAsync("events", "com.microsoft:eventhub");
        Assert.AreEqual(401, reply.ApplicationProperties["status-code"]);
    }

    [TestMethod]
    public async Task Name_and_key_of_a_rule_open_the_namespace_without_a_token()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectPlainAsync(
            emulator, SharedAccessRules.SendName, emulator.Rules.Keys[SharedAccessRules.SendName]);
        Assert.IsNull(await client.AttachSenderAsync("events"));
        await Assert.ThrowsAsync<AmqpException>(() => EmulatorClient.ConnectPlainAsync(emulator, SharedAccessRules.SendName, "wrong"));
    }

    [TestMethod]
    public async Task A_second_reply_link_to_cbs_is_refused()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var attach = new Attach { Source = new Source { Address = "$cbs" }, Target = new Target() };
        var error = await EmulatorClient.Closed(new ReceiverLink(client.Session, "again", attach, null)).WaitAsync(EmulatorClient.Patience);
        Assert.AreEqual("amqp:not-allowed", (string)error.Condition);
        StringAssert.EndsWith(error.Description, "$cbs node has already been opened.");
    }

    [TestMethod]
    public async Task An_answer_carries_a_numeric_message_id_back_as_a_number()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectBareAsync(emulator);

        // As Python's client asks: no reply-to, no target address.
        var sender = new SenderLink(client.Session, "out", "$cbs");
        var receiver = new ReceiverLink(client.Session, "in", new Attach { Source = new Source { Address = "$cbs" }, Target = new Target() }, null);
        var request = new Message(client.Token(SharedAccessRules.RootName))
        {
            Properties = new Properties(),
            ApplicationProperties = new ApplicationProperties { ["operation"] = "put-token", ["type"] = "jwt", ["name"] = "sb://localhost/events" },
        };
        request.Properties.SetMessageId(7UL);
        await sender.SendAsync(request);
        var reply = await receiver.ReceiveAsync(EmulatorClient.Patience);
        Assert.AreEqual(7UL, reply.Properties.GetCorrelationId());
        Assert.AreEqual(202, reply.ApplicationProperties["status-code"]);
    }
}
