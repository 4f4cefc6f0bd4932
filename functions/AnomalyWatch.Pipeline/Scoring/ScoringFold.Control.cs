using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;

namespace AnomalyWatch.Pipeline.Scoring;

/// <content>What control events change, from their place in the log on.</content>
public sealed partial class ScoringFold
{
    private void Obey(Control control, DateTimeOffset clock, ICollection<Anomaly> outputs)
    {
        switch (control.Action)
        {
            case ControlAction.Maintenance when _maintenances.TryAdd(control, clock):
                break;
            case ControlAction.Feedback when _answers.TryAdd(control, clock):
                _tally.Feedback();
                break;
            case ControlAction.TelemetryLost:
                _gaps.Add(control.From!.Value, control.To!.Value);
                PutOff(control.From.Value, control.To.Value);
                outputs.Add(TelemetryGap.Of(control));
                break;
            case ControlAction.ConfigurationChanged when _detector.TryChange(control.Threshold, control.NoveltyThreshold, out var changed):
                _detector = changed;
                _functions.ChangeAll();
                LookForward(clock);
                break;
            case ControlAction.ModelPromoted when _models.Find(control.ModelSha256!) is { } model:
                Promote(model);
                break;
            default:
                _tally.ControlIgnored();
                break;
        }
    }

    private void Promote(ScoringModel model)
    {
        _detector = new Detector(_detector.Options, model);
        _functions.Promote(_detector);
    }
}
