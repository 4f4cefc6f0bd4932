using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Transport;

/// <summary>A certificate for localhost that signs itself; clients are told to trust it by its file.</summary>
internal static class LocalCertificate
{
    /// <summary>The certificate without its key, for clients to trust.</summary>
    public const string PublicFileName = "localhost.pem";

    private const string PrivateFileName = "localhost.pfx";

    /// <summary>Takes the certificate of a data folder, making it where there is none or it has ended.</summary>
    public static X509Certificate2 Open(string? folder, TimeProvider time)
    {
        if (folder is null)
        {
            return Make(time);
        }

        var file = Path.Combine(folder, PrivateFileName);
        if (File.Exists(file))
        {
            var kept = X509CertificateLoader.LoadPkcs12FromFile(file, null);
            if (kept.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime)
            {
                return kept;
            }

            kept.Dispose();
        }

        var made = Make(time);
        Write(file, made.Export(X509ContentType.Pkcs12));
        File.WriteAllText(Path.Combine(folder, PublicFileName), made.ExportCertificatePem());
        return made;
    }

    private static X509Certificate2 Make(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(5));

        // A key that exists in memory only is not usable for TLS on every system; one that came from a file is.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static void Write(string file, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file, options);
        stream.Write(bytes);
    }
}
