using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AnomalyWatch.Serving.Http;

/// <summary>The page and what belongs to it, from the program itself.</summary>
public static class PageEndpoints
{
    private const string PageFile = "page.html";

    private static readonly (string Path, string File, string Type)[] Files =
    [
        ("/", PageFile, "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/card.js", "card.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml; charset=utf-8"),
    ];

    /// <summary>Adds the routes; the page asks for the list every <paramref name="pollSeconds"/> where that is not null, else it follows the stream of changes.</summary>
    public static void Map(IEndpointRouteBuilder routes, int? pollSeconds)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        foreach (var (path, file, type) in Files)
        {
            var content = file == PageFile && pollSeconds is { } seconds ? Polling(seconds) : Read(file);
            routes.MapMethods(path, reads, async context =>
            {
                context.Response.ContentType = type;
                context.Response.ContentLength = content.Length;
                if (HttpMethods.IsGet(context.Request.Method))
                {
                    await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
                }
            });
        }
    }

    private static byte[] Polling(int seconds) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(Read(PageFile)).Replace("<html ", $"<html data-poll=\"{seconds}\" ", StringComparison.Ordinal));

    /// <summary>The content of an embedded file of the page.</summary>
    public static byte[] Read(string file)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream("AnomalyWatch.Serving.Page." + file)
            ?? throw new InvalidOperationException($"The page's file {file} is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
