namespace AnomalyWatch.Training.Simulating;

/// <summary>Functions that are deployed together.</summary>
/// <param name="Provider"><c>azure</c>, <c>aws</c> or <c>gcp</c>.</param>
/// <param name="Account">The first two parts of its functions' names.</param>
/// <param name="Name">A short name, without slashes.</param>
/// <param name="Role">The principal that its functions run as.</param>
internal sealed record CloudApp(string Provider, string Account, string Name, string Role)
{
    private const string Region = "eu-west-1";

    /// <summary>The full name of one of its functions.</summary>
    public string FunctionName(string function) => Provider switch
    {
        "azure" => $"{Account}/{Name}/{function}",
        "aws" => $"{Account}/{Region}/{Name}-{function}",
        _ => $"{Account}/europe-west1/{Name}-{function}",
    };

    /// <summary>An app's principal in the way its cloud writes it.</summary>
    public static CloudApp Of(string provider, string account, string name) => new(provider, account, name, provider switch
    {
        "azure" => $"{name}-identity",
        "aws" => $"arn:aws:iam::{account[4..]}:role/{name}-role",
        _ => $"{name}@{account[4..]}.iam.gserviceaccount.com",
    });
}
