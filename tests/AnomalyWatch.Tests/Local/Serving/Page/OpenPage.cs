using Microsoft.Playwright;

namespace AnomalyWatch.Tests.Local.Serving.Page;

/// <summary>A page in the browser, with the errors, dialogs and foreign requests seen so far.</summary>
internal sealed record OpenPage(IPage Page, List<string> Complaints)
{
    /// <summary>Waits until the page follows the stream.</summary>
    public Task IsLiveAsync() => Page.Locator("#connection[data-state=live]").WaitForAsync(new LocatorWaitForOptions { Timeout = 10_000 });

    /// <summary>The card of an incident, once it is there.</summary>
    public async Task<ILocator> CardAsync(string id)
    {
        var card = Page.Locator($"[id='{id}']");
        await card.WaitForAsync(new LocatorWaitForOptions { Timeout = 10_000, State = WaitForSelectorState.Attached });
        return card;
    }

    /// <summary>Fails where the page has complained.</summary>
    public void IsContent()
    {
        lock (Complaints)
        {
            Assert.IsEmpty(Complaints, string.Join('\n', Complaints));
        }
    }
}
