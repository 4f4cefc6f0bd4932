using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Whether a server is who it says, by the system's issuers or by some of our own.</summary>
internal sealed class ServerTrust(IReadOnlyList<X509Certificate2> issuers)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Accepts what the system accepts, and of the rest only what fails for an issuer that the system does not know and we do.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(issuers.ToArray());
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));

        // An issuer of one's own seldom publishes what it has revoked.
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainElements.Select(element => element.Certificate).ToArray() ?? []);
        return own.Build(server);
    }
}
