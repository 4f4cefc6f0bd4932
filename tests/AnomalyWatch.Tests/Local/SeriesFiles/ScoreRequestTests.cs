using AnomalyWatch.Local.SeriesFiles;

namespace AnomalyWatch.Tests.Local.SeriesFiles;

[TestClass]
public sealed class ScoreRequestTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-score-").FullName;

    private string In => Path.Combine(_folder, "in");

    private string Out => Path.Combine(_folder, "out");

    [TestInitialize]
    public void Make() => Directory.CreateDirectory(Path.Combine(In, "below"));

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Files_keep_their_places_and_lose_their_gz()
    {
        Put("b.csv", "below/a.CSV.gz", "notes.txt");
        Assert.AreSequenceEqual(
            new[] { (Path.Combine(In, "b.csv"), Path.Combine(Out, "b.csv")), (Path.Combine(In, "below", "a.CSV.gz"), Path.Combine(Out, "below", "a.CSV")) },
            new ScoreRequest(In, Out + "/").Files().ToArray());
    }

    [TestMethod]
    public void Two_files_for_one_place_are_refused()
    {
        Put("a.csv", "a.csv.gz");
        StringAssert.StartsWith(Refused(In, Out), "Two files would become");
    }

    [TestMethod]
    public void A_folder_without_series_is_refused() => StringAssert.EndsWith(Refused(In, Out), "holds no .csv and no .csv.gz.");

    [TestMethod]
    public void What_is_written_is_never_read_again()
    {
        Put("a.csv");
        StringAssert.Contains(Refused(In, In), "must lie outside");
        StringAssert.Contains(Refused(In, Path.Combine(In, "out")), "must lie outside");
        StringAssert.Contains(Refused(In, _folder), "must lie outside");
        Assert.HasCount(1, new ScoreRequest(In, In + "-out").Files());
    }

    private static string Refused(string input, string output) => Assert.ThrowsExactly<InvalidDataException>(() => new ScoreRequest(input, output).Files()).Message;

    private void Put(params string[] names)
    {
        foreach (var name in names)
        {
            File.WriteAllText(Path.Combine(In, name), "");
        }
    }
}
