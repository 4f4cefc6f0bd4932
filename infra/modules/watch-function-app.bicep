metadata description = 'Lets AnomalyWatch watch a function app that exists: its log goes to the hub azure-logs. Deploy it into the resource group of that app.'

@description('The app to be watched.')
param functionAppName string

@description('The rule that AnomalyWatch gave out as azureLogsRuleId.')
param ruleId string

@description('The hub that AnomalyWatch reads.')
param hubName string = 'azure-logs'

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName
}

resource watched 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-anomalywatch'
  scope: app
  properties: {
    eventHubAuthorizationRuleId: ruleId
    eventHubName: hubName
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
  }
}
