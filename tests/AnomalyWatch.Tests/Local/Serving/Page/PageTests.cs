using System.Net;
using System.Text;
using AnomalyWatch.Pipeline.Alerting;
using Microsoft.Playwright;

namespace AnomalyWatch.Tests.Local.Serving.Page;

/// <summary>The page as a person sees it, in a real browser.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PageTests
{
    private const int Patience = 60_000;

    private static Browser _browser = null!;

    private ServerUnderTest _server = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task OpenBrowserAsync(TestContext _) => _browser = await Browser.RequireAsync();

    [ClassCleanup]
    public static async Task CloseBrowserAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    [TestInitialize]
    public async Task StartAsync() => _server = await ServerUnderTest.StartAsync();

    [TestCleanup]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestMethod]
    [Timeout(Patience, CooperativeCancellation = true)]
    public async Task An_empty_page_says_how_to_begin_and_an_incident_shows_up_by_itself()
    {
        var open = await _browser.OpenAsync(_server.Server.Url);
        await open.IsLiveAsync();
        Assert.IsTrue(await open.Page.IsVisibleAsync("#empty"));

        using var posted = await _server.PostAsync(ServerUnderTest.Burst("shop", minutes: 604), Cancel);

        var card = open.Page.Locator("#open article").First;
        await card.WaitForAsync();
        StringAssert.Contains(await card.InnerTextAsync(), "checkout: far more calls than expected");
        StringAssert.Contains(await card.InnerTextAsync(), "5,000");
        await PictureAsync(card);
        Assert.IsFalse(await open.Page.IsVisibleAsync("#empty"));
        StringAssert.StartsWith(await open.Page.TitleAsync(), "(1)");
        await open.Page.Locator("[data-counter='anomalywatch.ingest.invocations']:not(:text-is('–'))").WaitForAsync();
        open.IsContent();
    }

    [TestMethod]
    [Timeout(Patience, CooperativeCancellation = true)]
    public async Task The_example_of_posting_works_as_it_stands()
    {
        var open = await _browser.OpenAsync(_server.Server.Url);
        await open.IsLiveAsync();
        var example = await open.Page.InnerTextAsync("#example");

        StringAssert.StartsWith(example, $"curl {_server.Server.Url}api/ingest/invocations");
        var body = Encoding.UTF8.GetBytes(example[example.IndexOf('{', StringComparison.Ordinal)..^1]);
        using var posted = await _server.PostAsync(body, Cancel, type: "application/json");
        Assert.AreEqual(HttpStatusCode.Accepted, posted.StatusCode);
    }

    [TestMethod]
    [Timeout(Patience, CooperativeCancellation = true)]
    public async Task An_incident_that_changes_is_shown_anew_and_moves_down_when_it_is_resolved()
    {
        await _server.Server.Incidents.SaveAsync(Some.Incident(1), Cancel);
        var open = await _browser.OpenAsync(_server.Server.Url);
        await open.IsLiveAsync();
        await open.CardAsync(Some.Id(1));

        await _server.Server.Incidents.SaveAsync(Some.Incident(1) with { Severity = Severity.Critical }, Cancel);
        await open.Page.Locator("#open article[data-severity=critical]").WaitForAsync();
        await _server.Server.Incidents.SaveAsync(Some.Incident(1) with { Status = IncidentStatus.Resolved, ResolvedAt = Some.Noon.AddHours(1) }, Cancel);
        await open.Page.Locator("#resolved article[data-status=resolved]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

        Assert.AreEqual(0, await open.Page.Locator("#open article").CountAsync());
        Assert.IsTrue(await open.Page.IsVisibleAsync("#empty"));
        StringAssert.StartsWith(await open.Page.InnerTextAsync("#news"), "Incident resolved");
        open.IsContent();
    }

    [TestMethod]
    [Timeout(Patience, CooperativeCancellation = true)]
    public async Task Hostile_names_are_shown_as_text_and_run_nothing()
    {
        const string Hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&";
        await _server.Server.Incidents.SaveAsync(
            Some.Incident(1, Some.Anomaly(1, function: "other/" + Hostile)) with { Title = Hostile, Explanation = Hostile + "\n" + Hostile, Kind = Hostile },
            Cancel);
        var open = await _browser.OpenAsync(_server.Server.Url);
        var card = await open.CardAsync(Some.Id(1));

        Assert.AreEqual(Hostile, await card.Locator("h3").TextContentAsync());
        Assert.AreEqual(0, await card.Locator("script, img[src=x]").CountAsync());
        await PictureAsync(card);
        await open.IsLiveAsync();
        open.IsContent();
    }

    [TestMethod]
    [Timeout(Patience, CooperativeCancellation = true)]
    public async Task A_link_with_an_id_leads_to_its_incident_even_when_that_is_resolved()
    {
        await _server.Server.Incidents.SaveAsync(Some.Incident(7) with { Status = IncidentStatus.Resolved }, Cancel);
        var open = await _browser.OpenAsync(new Uri(_server.Server.Url, "#" + Some.Id(7)));
        await open.Page.Locator($"article.chosen[id='{Some.Id(7)}']").WaitForAsync();
        Assert.AreEqual(Some.Id(7), await open.Page.EvaluateAsync<string>("document.activeElement.id"));
        open.IsContent();
    }

    [TestMethod]
    [DataRow(360, ColorScheme.Light)]
    [DataRow(360, ColorScheme.Dark)]
    [DataRow(1280, ColorScheme.Dark)]
    [Timeout(Patience, CooperativeCancellation = true)]
    public async Task On_any_screen_everything_fits_can_be_read_and_keeps_still_where_that_is_wished(int width, ColorScheme scheme)
    {
        var long_ = Some.Anomaly(1, function: "azure/" + new string('s', 60) + "/" + new string('a', 60) + "/" + new string('f', 60));
        await _server.Server.Incidents.SaveAsync(Some.Incident(1, long_) with { Title = new string('t', 150) }, Cancel);
        var open = await _browser.OpenAsync(_server.Server.Url, width, 740, scheme, ReducedMotion.Reduce);
        var card = await open.CardAsync(Some.Id(1));
        await PictureAsync(card);

        Assert.IsLessThanOrEqualTo(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.AreEqual("none", await card.EvaluateAsync<string>("card => getComputedStyle(card).animationName"));
        foreach (var selector in new[] { "article h3", ".head span", ".lines li", ".facts dt", ".counters dt", "footer p", ".link", "footer a" })
        {
            var contrast = await open.Page.Locator(selector).First.EvaluateAsync<double>(Contrast);
            Assert.IsGreaterThanOrEqualTo(4.5, contrast, selector);
        }

        open.IsContent();
    }

    [TestMethod]
    [Timeout(Patience, CooperativeCancellation = true)]
    public async Task The_page_says_when_the_server_is_gone()
    {
        var open = await _browser.OpenAsync(_server.Server.Url);
        await open.IsLiveAsync();
        await _server.DisposeAsync();
        await open.Page.Locator("#connection[data-state=lost]").WaitForAsync();
    }

    private static async Task PictureAsync(ILocator card)
    {
        var image = card.Locator(".chart img");
        await image.ScrollIntoViewIfNeededAsync();
        await image.EvaluateAsync("image => image.decode()");
    }

    // The contrast of an element's text with the first opaque background below it (WCAG 2).
    private const string Contrast = """
        element => {
          const read = text => text.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          let below = element;
          const opaque = place => { const c = read(getComputedStyle(place).backgroundColor); return c.length === 3 || c[3] === 1; };
          while (!opaque(below)) below = below.parentElement;
          const [a, b] = [light(read(getComputedStyle(element).color)), light(read(getComputedStyle(below).backgroundColor))].sort((x, y) => y - x);
          return (a + 0.05) / (b + 0.05);
        }
        """;
}
