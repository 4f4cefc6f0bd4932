using Microsoft.Playwright;

namespace AnomalyWatch.Tests.Local.Serving.Page;

/// <summary>The system's own Chromium; nothing is downloaded.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>Set to 1 where the tests in a browser have to run: a missing browser is then a failure.</summary>
    public const string RequiredVariable = "ANOMALYWATCH_REQUIRE_BROWSER";

    /// <summary>Where the browser is, when not in one of the usual places.</summary>
    public const string PathVariable = "ANOMALYWATCH_BROWSER";

    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts the browser; where there is none the test is Inconclusive, or fails if a browser is required.</summary>
    public static async Task<Browser> RequireAsync()
    {
        var named = Environment.GetEnvironmentVariable(PathVariable);
        var path = Array.Find(named is null ? Paths : [named], File.Exists);
        if (path is null)
        {
            const string Reason = "There is no Chromium: install the package 'chromium' to run the tests of the page.";
            if (Environment.GetEnvironmentVariable(RequiredVariable) == "1")
            {
                Assert.Fail(Reason);
            }

            Assert.Inconclusive(Reason);
        }

        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>Opens an address in a window of its own and notes all that the page complains about.</summary>
    public async Task<OpenPage> OpenAsync(Uri url, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light, ReducedMotion motion = ReducedMotion.NoPreference)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = motion,
        });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => Note(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Note(true, error);
        page.Dialog += async (_, dialog) =>
        {
            Note(true, "dialog: " + dialog.Message);
            await dialog.DismissAsync();
        };
        page.Request += (_, request) => Note(!request.Url.StartsWith(url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal), "foreign: " + request.Url);
        await page.GotoAsync(url.ToString());
        return new OpenPage(page, complaints);

        void Note(bool isComplaint, string text)
        {
            if (isComplaint)
            {
                lock (complaints)
                {
                    complaints.Add(text);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
