using System.CommandLine;
using AnomalyWatch.Training;
using AnomalyWatch.Training.Evaluation;
using AnomalyWatch.Training.Series;
using AnomalyWatch.Training.Simulating;

return await new RootCommand("Trains the models of AnomalyWatch, and makes telemetry to judge them by.")
{
    TrainCommand.Create(),
    TrainSeriesCommand.Create(),
    SimulateCommand.Create(),
    EvaluateCommand.Create(),
}.Parse(args).InvokeAsync();
