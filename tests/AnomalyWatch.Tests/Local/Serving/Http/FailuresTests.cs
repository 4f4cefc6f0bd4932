using System.Text;
using AnomalyWatch.Serving.Http;
using Microsoft.AspNetCore.Http;

namespace AnomalyWatch.Tests.Local.Serving.Http;

[TestClass]
public sealed class FailuresTests
{
    [TestMethod]
    public async Task An_error_of_ours_shows_neither_its_message_nor_where_it_happened()
    {
        var said = new List<string>();
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;

        await new Failures(said.Add).HandleAsync(context, _ => throw new InvalidOperationException("the payload"));

        var reply = Encoding.UTF8.GetString(body.ToArray());
        Assert.AreEqual(500, context.Response.StatusCode);
        StringAssert.Contains(reply, "traceId");
        Assert.IsFalse(reply.Contains("payload", StringComparison.Ordinal) || reply.Contains("at Anomaly", StringComparison.Ordinal), reply);
        Assert.IsFalse(said.Single().Contains("payload", StringComparison.Ordinal), said.Single());
        Assert.AreEqual(SafetyHeaders.PagePolicy, context.Response.Headers.ContentSecurityPolicy.ToString());
    }
}
