metadata description = 'An Event Hubs namespace with its hubs and consumer groups.'

param location string
param name string
param tags object
param workspaceId string

@description('Throughput units to begin with: 1 MB or 1,000 events a second in, 2 MB a second out, each.')
@minValue(1)
@maxValue(40)
param throughputUnits int

@description('What it may grow to by itself; 0 keeps it as it is.')
param maxThroughputUnits int

param hubs hub[]

@description('Whether it can be reached over the internet (with a token all the same).')
param publicAccess bool

@description('Keys are for the one namespace that diagnostic settings may need them for; see azureLogsOwnNamespace in main.bicep.')
param allowKeys bool = false

@description('Whether diagnostic settings write to it: they name a rule, whose keys nobody is given.')
param takesDiagnostics bool

@description('The identity that Capture writes as; empty where nothing is captured.')
param captureIdentityId string = ''

@export()
type hub = {
  name: string
  @description('Cannot be changed later: the state of the folds belongs to a number of partitions.')
  partitions: int
  retentionHours: int
  consumerGroups: string[]
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard', capacity: throughputUnits }
  identity: empty(captureIdentityId) ? { type: 'None' } : {
    type: 'UserAssigned'
    userAssignedIdentities: { '${captureIdentityId}': {} }
  }
  properties: {
    disableLocalAuth: !allowKeys
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    isAutoInflateEnabled: maxThroughputUnits > throughputUnits
    maximumThroughputUnits: maxThroughputUnits > throughputUnits ? maxThroughputUnits : 0
  }
}

resource network 'Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01' = {
  parent: namespace
  name: 'default'
  properties: {
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    defaultAction: publicAccess ? 'Allow' : 'Deny'
    // Azure Monitor writes diagnostic logs from outside the network.
    trustedServiceAccessEnabled: takesDiagnostics
  }
}

@batchSize(1)
resource hubList 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [for hub in hubs: {
  parent: namespace
  name: hub.name
  properties: {
    partitionCount: hub.partitions
    retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: hub.retentionHours }
  }
}]

var groups = flatten(map(hubs, (hub, i) => map(hub.consumerGroups, group => { hub: i, name: group })))

@batchSize(1)
resource groupList 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [for group in groups: {
  parent: hubList[group.hub]
  name: group.name
}]

resource diagnosticRule 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' = if (takesDiagnostics) {
  parent: namespace
  name: 'diagnostic-settings'
  // What Azure Monitor asks of the rule that a diagnostic setting names.
  properties: { rights: ['Listen', 'Manage', 'Send'] }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-logs'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = namespace.name
output id string = namespace.id
@description('Without scheme and port.')
output host string = replace(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':443/', '')
output diagnosticRuleId string = takesDiagnostics ? diagnosticRule.id : ''
