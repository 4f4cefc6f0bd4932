// What the program uses to start the worker; see Worker.cs.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Begins a worker.</summary>
public static class FunctionsApplication
{
    /// <summary>Begins one with the usual services.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}

/// <summary>Puts a worker together.</summary>
public sealed class FunctionsApplicationBuilder
{
    internal FunctionsApplicationBuilder(string[] args) => Arguments = args;

    /// <summary>What the functions are given.</summary>
    public IServiceCollection Services { get; } = new ServiceCollection();

    internal string[] Arguments { get; }

    /// <summary>There is no worker in the default build.</summary>
    public IHost Build() => throw new NotSupportedException("The worker needs the Azure build: -p:AzurePackages=true.");
}

/// <summary>HTTP by ASP.NET Core.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Lets functions take ASP.NET Core's requests.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;
}
