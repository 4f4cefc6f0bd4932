using System.IO.Compression;
using System.Text;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Local.Replay;

[TestClass]
public sealed class RecordedFileTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-files-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("a.jsonl"), DataRow("a.ndjson"), DataRow("a.jsonl.gz"), DataRow("a.ndjson.gz"), DataRow("000000.gz"), DataRow("A.JSONL.GZ")]
    public void Lines_of_another_source_are_one_delivery_each(string name)
    {
        CollectionAssert.AreEqual(new[] { "{\"a\":1}", "{\"b\":2}" }, Read(name, "\uFEFF{\"a\":1}\r\n\r\n{\"b\":2}", Sources.AwsCloudWatch));
    }

    [TestMethod]
    [DataRow("a.json"), DataRow("a.json.gz")]
    public void A_json_file_is_one_delivery(string name)
    {
        CollectionAssert.AreEqual(new[] { "{\n\"records\": []\n}" }, Read(name, "{\n\"records\": []\n}", Sources.AzureMonitor));
        CollectionAssert.AreEqual(Array.Empty<string>(), Read("empty-" + name, "", Sources.AzureMonitor));
    }

    [TestMethod]
    public void Canonical_lines_come_in_blocks_that_end_at_a_line_and_lose_nothing()
    {
        var lines = Enumerable.Range(0, 60_000).Select(i => $"{{\"line\":{i},\"text\":\"{new string('x', i % 97)}\"}}").ToList();
        var pieces = Read("a.jsonl", string.Join('\n', lines), Sources.Invocations);
        Assert.IsGreaterThan(3, pieces.Count);
        Assert.IsTrue(pieces.SkipLast(1).All(piece => piece.EndsWith('\n')));
        CollectionAssert.AreEqual(lines, string.Concat(pieces).Split('\n'));
    }

    [TestMethod]
    public void A_line_longer_than_a_block_is_read_whole_up_to_the_limit_of_a_delivery()
    {
        var line = "\"" + new string('x', 3 * 1024 * 1024) + "\"";
        CollectionAssert.AreEqual(new[] { "1", line, "2" }, Read("a.jsonl", $"1\n{line}\n2\n", Sources.GcpLogging));
        var reader = new LineReader(new MemoryStream(new byte[200]), maxBytes: 100);
        Assert.ThrowsExactly<InvalidDataException>(() => reader.Pieces().Count());
        Assert.ThrowsExactly<InvalidDataException>(() => reader.Whole().Count());
    }

    [TestMethod]
    public void A_damaged_or_unknown_file_is_refused_by_its_name()
    {
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read("a.txt", "{}", Sources.Invocations)).Message, "a.txt");
        var damaged = Path.Combine(_folder, "damaged.jsonl.gz");
        File.WriteAllText(damaged, "this is no gzip");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Texts(damaged, Sources.Invocations)).Message, "damaged.jsonl.gz");
        Assert.ThrowsExactly<FileNotFoundException>(() => Texts(Path.Combine(_folder, "absent.jsonl"), Sources.Invocations));
    }

    [TestMethod]
    public void A_gz_that_was_cut_off_is_refused_by_its_name()
    {
        Read("whole.jsonl.gz", string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{{\"line\":{i}}}\n")), Sources.Invocations);
        var cut = Path.Combine(_folder, "cut.jsonl.gz");
        File.WriteAllBytes(cut, File.ReadAllBytes(Path.Combine(_folder, "whole.jsonl.gz"))[..^200]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Texts(cut, Sources.Invocations)).Message, "cut.jsonl.gz");
    }

    private List<string> Read(string name, string text, string source)
    {
        var path = Path.Combine(_folder, name);
        using (var file = File.Create(path))
        using (Stream target = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file)
        {
            target.Write(Encoding.UTF8.GetBytes(text));
        }

        return Texts(path, source);
    }

    private static List<string> Texts(string path, string source) =>
        [.. new RecordedFile(path).Read(source).Select(piece => Encoding.UTF8.GetString(piece.Piece.Span))];
}
