using System.CommandLine;
using AnomalyWatch.Training;

return await new RootCommand("Trains the model of AnomalyWatch.") { TrainCommand.Create() }.Parse(args).InvokeAsync();
