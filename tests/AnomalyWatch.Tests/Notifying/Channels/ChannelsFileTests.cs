using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;

namespace AnomalyWatch.Tests.Notifying.Channels;

[TestClass]
public sealed class ChannelsFileTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Environment = "ANOMALYWATCH_CHANNELSFILETESTS";

    private string _folder = null!;

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("channels").FullName;

    [TestCleanup]
    public void RemoveFolder()
    {
        System.Environment.SetEnvironmentVariable(Environment, null);
        Directory.Delete(_folder, recursive: true);
    }

    [TestMethod]
    public void Each_type_is_read_with_its_secrets_from_file_variable_and_text()
    {
        System.Environment.SetEnvironmentVariable(Environment, "https://hooks.example/T0ken");
        var secretFile = Write("secrets", $"{Secret}\n{Secret}\n").Replace("\\", "\\\\", StringComparison.Ordinal);
        var channels = Read(
            $$"""
            { "channels": [
              { "name": "ops", "type": "teams", "url": "https://teams.example/T0ken" }, // a comment
              { "name": "on call", "type": "slack", "urlEnv": "{{Environment}}", "minSeverity": "high" },
              { "name": "soar", "type": "webhook", "url": "http://127.0.0.1/T0ken", "secretFile": "{{secretFile}}" },
              { "name": "siem", "type": "webhook", "url": "https://siem.example/T0ken", "secrets": ["{{Secret}}"], "minSeverity": "low" },
            ] }
            """);

        CollectionAssert.AreEqual(
            new[] { ("ops", typeof(TeamsChannel), Severity.Low), ("on call", typeof(SlackChannel), Severity.High), ("soar", typeof(WebhookChannel), Severity.Low), ("siem", typeof(WebhookChannel), Severity.Low) },
            channels.Select(channel => (channel.Name, channel.GetType(), channel.MinSeverity)).ToArray());
    }

    [TestMethod]
    public void Everything_that_is_wrong_is_said_at_once_and_no_value_is()
    {
        System.Environment.SetEnvironmentVariable(Environment, "http://T0ken.example/");
        var faults = FaultsOf(
            $$"""
            { "channels": [
              { "name": "a", "type": "teams", "url": "ftp://T0ken", "secrets": ["T0ken"] },
              { "name": "a", "type": "slack", "urlEnv": "{{Environment}}", "minSeverity": "T0ken" },
              { "name": "c", "type": "webhook", "secrets": ["whsec_T0ken"] },
              { "name": "d", "type": "webhook", "url": "https://x.example", "urlFile": "T0ken", "secretEnv": "T0ken_NOT_SET" },
              { "name": "e", "type": "pigeon", "urll": "T0ken" },
              { "name": "", "type": "slack", "urlFile": "/T0ken/T0ken", "T0ken/x": 1 },
              { "name": "g", "type": "slack", "url": 7 },
              "T0ken",
              { "name": "h", "type": "webhook", "url": "https://x.example", "secrets": "T0ken" },
              { "name": "i", "type": "webhook", "url": "https://x.example", "secrets": [] } ] }
            """);

        string[] expected =
        [
            "channels[0] (a): secrets is of no use to this type.",
            "channels[0] (a): url: the address is neither https nor http.",
            "channels[1] (a): name is that of an earlier channel.",
            "channels[1] (a): minSeverity is none of low, medium, high, critical.",
            "channels[1] (a): urlEnv: the address must be https (http is for this machine itself only).",
            "channels[2] (c): secrets: needs 1 to 3 secrets, each whsec_ and the base64 of 24 to 64 bytes.",
            "channels[2] (c): needs one of url, urlEnv, urlFile.",
            "channels[3] (d): secretEnv: the environment variable that it names is not set.",
            "channels[3] (d): needs only one of url, urlEnv, urlFile.",
            "channels[4]: urll is not a setting.",
            "channels[4] (e): type is none of teams, slack, webhook.",
            "channels[5]: has a setting that is none.",
            "channels[5]: name is not a text of 1 to 64 printable characters.",
            "channels[5]: urlFile: the file that it names cannot be read (DirectoryNotFoundException).",
            "channels[6] (g): url is not a text.",
            "channels[7]: is not an object.",
            "channels[7]: type is none of teams, slack, webhook.",
            "channels[8] (h): secrets is not a list of texts.",
            "channels[9] (i): secrets: needs 1 to 3 secrets, each whsec_ and the base64 of 24 to 64 bytes.",
        ];
        CollectionAssert.AreEqual(expected, faults.ToArray(), string.Join('\n', faults));
    }

    [TestMethod]
    [DataRow("{\"channels\": [T0ken", "The file is not valid JSON (line 1).")]
    [DataRow("[]", "The file is not an object with a list named channels.")]
    [DataRow("{\"channels\": [], \"T0ken\": 1}", "The file has a property besides channels, or channels twice.")]
    [DataRow("{\"channels\": [{\"name\":\"\\ud800T0ken\"}]}", "The file holds a text that is not valid Unicode.")]
    public void A_file_of_another_shape_is_refused(string text, string fault) =>
        Assert.AreEqual(fault, Assert.ContainsSingle(FaultsOf(text)));

    [TestMethod]
    public void A_file_that_is_not_there_or_too_long_is_refused()
    {
        Assert.ThrowsExactly<ChannelsFileException>(() => ChannelsFile.Read(Path.Combine(_folder, "none.json"), null, TimeProvider.System));
        Assert.Contains("cannot be read", Assert.ContainsSingle(FaultsOf(new string(' ', 300_000))));
    }

    [TestMethod]
    public void No_channels_are_allowed() => Assert.IsEmpty(Read("{\"channels\": []}"));

    private IReadOnlyList<IChannel> Read(string text) => ChannelsFile.Read(Write("channels.json", text), null, TimeProvider.System);

    private IReadOnlyList<string> FaultsOf(string text)
    {
        var exception = Assert.ThrowsExactly<ChannelsFileException>(() => Read(text));
        Assert.DoesNotContain("T0ken", exception.ToString());
        return exception.Faults;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
