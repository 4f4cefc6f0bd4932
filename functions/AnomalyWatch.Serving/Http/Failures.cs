using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AnomalyWatch.Serving.Http;

/// <summary>Every failure becomes JSON that shows neither payload nor stack; a 500 carries a trace id under which the console says what it was.</summary>
public sealed class Failures(Action<string> say)
{
    /// <summary>Runs the rest and puts right what comes out.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // nobody listens any more
        }
        catch (BadHttpRequestException exception)
        {
            await ReplyAsync(context, exception.StatusCode, ReasonPhrases.GetReasonPhrase(exception.StatusCode) + ".").ConfigureAwait(false);
            return;
        }
        catch (Exception exception)
        {
            var traceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

            // Not its message, which may quote what came in.
            say($"{context.Request.Method} failed, trace {traceId}: {exception.GetType().Name}{Environment.NewLine}{exception.StackTrace}");
            await ReplyAsync(context, StatusCodes.Status500InternalServerError, "An error of ours: the console says more under this trace id.", traceId).ConfigureAwait(false);
            return;
        }

        var response = context.Response;
        if (!response.HasStarted && response.StatusCode >= StatusCodes.Status400BadRequest && response.ContentType is null)
        {
            await JsonReply.SendErrorAsync(response, response.StatusCode, ReasonPhrases.GetReasonPhrase(response.StatusCode) + ".").ConfigureAwait(false);
        }
    }

    private static Task ReplyAsync(HttpContext context, int status, string error, string? traceId = null)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        SafetyHeaders.Apply(context.Response.Headers);
        return JsonReply.SendErrorAsync(context.Response, status, error, traceId);
    }
}
