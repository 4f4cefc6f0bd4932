using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>What a person calls a function, an app or an account.</summary>
internal static class Place
{
    /// <summary>The place on one line: <c>shop/checkout</c>, <c>app shop</c>, <c>account 123456789012</c>.</summary>
    public static string Of(string function, int maxLength = 80)
    {
        var name = PlainText.Name(FunctionName.Familiar(function), maxLength);
        return FunctionName.IsApp(function) ? "app " + name
            : FunctionName.IsAccount(function) ? "account " + name
            : name;
    }
}
