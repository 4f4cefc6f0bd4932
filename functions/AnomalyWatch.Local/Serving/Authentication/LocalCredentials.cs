using AnomalyWatch.Pipeline.Ingesting.Authentication;
using AnomalyWatch.Serving.Authentication;

namespace AnomalyWatch.Local.Serving.Authentication;

/// <summary>Who may come in: the keys in the data folder and the issuers of the tokens file.</summary>
internal static class LocalCredentials
{
    /// <summary>
    /// Reads what there is to know. Throws <see cref="LocalServerException"/> where the files are unsound, or where credentials are required and
    /// there is none: whoever listens beyond loopback without any lets everybody in or nobody.
    /// </summary>
    public static Authenticator Open(LocalOptions options, string dataFolder, TimeProvider time)
    {
        var keys = new KeyFile(dataFolder, time);
        var issuers = ReadIssuers(options.TokensFile);
        var isRequired = options.RequiresCredentials;
        if (isRequired && issuers.Count == 0 && !keys.Read().HasValid(time.GetUtcNow()))
        {
            throw new LocalServerException(
                $"Beyond loopback everybody needs a credential, and there is none in {dataFolder}: make one with 'keys create', or name the issuers of tokens with --tokens.");
        }

        return new Authenticator(() => keys.Current, issuers, isRequired, time);
    }

    private static IReadOnlyList<TokenIssuer> ReadIssuers(string? path)
    {
        if (path is null)
        {
            return [];
        }

        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[Math.Min(file.Length, TokenIssuersFile.MaxBytes + 1)];
            file.ReadExactly(bytes);
            var (issuers, errors) = TokenIssuersFile.Read(bytes);
            return errors.Count == 0 ? issuers : throw new LocalServerException(string.Join(Environment.NewLine, errors.Select(error => $"tokens: {path} {error}")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalServerException($"tokens: the file {path} cannot be read.", exception);
        }
    }
}
