using System.CommandLine;
using AnomalyWatch.Local;

return await new RootCommand("AnomalyWatch on one machine.") { ReplayCommand.Make() }.Parse(args).InvokeAsync();
