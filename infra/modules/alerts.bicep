metadata description = 'Alerts about the watch itself. What it finds in watched functions goes to the channels, not here.'

param location string
param prefix string
param tags object

@description('Where the App tables are; asked as the component they have other names.')
param workspaceId string

param namespaceId string
param dataAccountId string
param actionGroupId string

@description('Seconds that a fold may be behind.')
param maxLagSeconds int = 300

@description('Items an hour that may go into the quarantine: a delivery or an event that could not be read, or all the refused records of one delivery together.')
param maxQuarantinedPerHour int = 100

@description('Days that a model of one\'s own may be old.')
param maxModelDays int = 35

var queries = [
  {
    name: 'lag'
    severity: 2
    text: 'The folds are far behind: incidents are told late. Runbook: README.md, "The folds are behind".'
    query: 'AppMetrics | where Name == "anomalywatch.stream.lag" | summarize value = max(Sum)'
    operator: 'GreaterThan'
    threshold: maxLagSeconds
    window: 'PT15M'
    frequency: 'PT5M'
  }
  {
    name: 'no-telemetry'
    severity: 1
    text: 'Nothing was taken in for half an hour: a source is cut off, or the ingest app does not run.'
    query: 'AppMetrics | where Name == "anomalywatch.ingest.records" | summarize value = sum(Sum)'
    operator: 'LessThan'
    threshold: 1
    window: 'PT30M'
    frequency: 'PT15M'
  }
  {
    name: 'quarantine-growth'
    severity: 2
    text: 'Much of what comes in cannot be read: a source has changed its form, or somebody tries things.'
    query: 'AppMetrics | where Name == "anomalywatch.quarantine.kept" | summarize value = sum(Sum)'
    operator: 'GreaterThan'
    threshold: maxQuarantinedPerHour
    window: 'PT1H'
    frequency: 'PT15M'
  }
  {
    name: 'events-lost'
    severity: 1
    text: 'Retention took events before they were read: windows are unknown for that time.'
    query: 'AppMetrics | where Name == "anomalywatch.stream.lost" | summarize value = sum(Sum)'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT1H'
    frequency: 'PT15M'
  }
  {
    name: 'notifier-failures'
    severity: 1
    text: 'Messages were given up, or hints were dropped: people are not told. The page has the incidents.'
    query: 'AppMetrics | where Name in ("anomalywatch.notifying.dead_lettered", "anomalywatch.notifying.poison_hints") | summarize value = sum(Sum)'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT5M'
  }
  {
    name: 'incidents-unwritten'
    severity: 1
    text: 'States of incidents could not be written to the table.'
    query: 'AppMetrics | where Name == "anomalywatch.alerting.incidents_unwritten" | summarize value = sum(Sum)'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT5M'
  }
  {
    name: 'model-too-old'
    severity: 3
    text: 'The model in use was trained long ago: Retrain fails, or its gate refuses every new one. The model that comes with the program does not count.'
    query: 'AppMetrics | where Name == "anomalywatch.scoring.model_trained_until" and tostring(Properties["shipped"]) !in~ ("true", "1") | extend trained = datetime(1970-01-01) + Sum * 1s | summarize value = toreal(max((now() - trained) / 1d))'
    operator: 'GreaterThan'
    threshold: maxModelDays
    window: 'PT6H'
    frequency: 'PT6H'
  }
  {
    name: 'functions-fail'
    severity: 2
    text: 'Functions of AnomalyWatch itself fail.'
    query: 'AppRequests | where Name in ("IngestHttp", "IngestAzureLogs", "Tick", "Score", "Group", "Notify", "NotifySweep", "Retrain", "Incidents") and Success == false | summarize value = count()'
    operator: 'GreaterThan'
    threshold: 10
    window: 'PT15M'
    frequency: 'PT5M'
  }
]

resource onLogs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for q in queries: {
  name: '${prefix}-${q.name}'
  location: location
  tags: tags
  properties: {
    displayName: 'AnomalyWatch: ${q.name}'
    description: q.text
    severity: q.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: q.frequency
    windowSize: q.window
    autoMitigate: true
    // The tables come with the first telemetry; the rules may be there before.
    skipQueryValidation: true
    criteria: {
      allOf: [{
        query: q.query
        metricMeasureColumn: 'value'
        timeAggregation: 'Maximum'
        operator: q.operator
        threshold: q.threshold
        failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
      }]
    }
    actions: { actionGroups: [actionGroupId] }
  }
}]

var metrics = [
  { name: 'hubs-throttled', scope: namespaceId, namespace: 'Microsoft.EventHub/namespaces', metric: 'ThrottledRequests', aggregation: 'Total', operator: 'GreaterThan', threshold: 0, text: 'The namespace has too few throughput units.' }
  { name: 'hubs-fail', scope: namespaceId, namespace: 'Microsoft.EventHub/namespaces', metric: 'ServerErrors', aggregation: 'Total', operator: 'GreaterThan', threshold: 10, text: 'Event Hubs fails.' }
  { name: 'storage-away', scope: dataAccountId, namespace: 'Microsoft.Storage/storageAccounts', metric: 'Availability', aggregation: 'Average', operator: 'LessThan', threshold: 99, text: 'The storage of incidents and states fails.' }
]

resource onMetrics 'Microsoft.Insights/metricAlerts@2018-03-01' = [for m in metrics: {
  name: '${prefix}-${m.name}'
  location: 'global'
  tags: tags
  properties: {
    description: m.text
    severity: 2
    enabled: true
    scopes: [m.scope]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [{
        name: m.metric
        criterionType: 'StaticThresholdCriterion'
        metricNamespace: m.namespace
        metricName: m.metric
        timeAggregation: m.aggregation
        operator: m.operator
        threshold: m.threshold
      }]
    }
    actions: [{ actionGroupId: actionGroupId }]
  }
}]
