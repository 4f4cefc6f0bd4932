using System.CommandLine;
using AnomalyWatch.Training;
using AnomalyWatch.Training.Simulating;

return await new RootCommand("Trains the model of AnomalyWatch, and makes telemetry to judge it by.") { TrainCommand.Create(), SimulateCommand.Create() }.Parse(args).InvokeAsync();
