using System.CommandLine;
using AnomalyWatch.Local;

var root = new RootCommand("AnomalyWatch on one machine.") { RunCommand.Make(), DemoCommand.Make(), ReplayCommand.Make(), CostCommand.Make(), KeysCommand.Make(), ScoreCommand.Make() };
RunCommand.Fill(root);

// An interrupted command has until then to work off what it took in.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
return await root.Parse(args).InvokeAsync(configuration);
