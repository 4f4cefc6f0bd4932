metadata description = 'AnomalyWatch in one resource group: two hubs between three apps, tables for incidents, a queue for hints, and no key anywhere.'

import { hub } from 'modules/event-hubs.bicep'

param location string = resourceGroup().location

@description('What all names begin with: lower-case letters and digits, beginning with a letter.')
@minLength(2)
@maxLength(8)
param name string = 'watch'

@description('How much it can take: see README.md, "Sizes". The number of partitions follows from it and cannot be changed later.')
param size 'small' | 'medium' | 'large'

@description('On, everything is reached through a network of its own and nothing but what publicDoors opens over the internet.')
param privateNetwork bool

@description('Which apps can be called over the internet when privateNetwork is on: the clouds of others must reach the ingest app somehow.')
param publicDoors ('ingest' | 'notify')[] = []

@description('The addresses of the network, a /22 or larger, where privateNetwork is on.')
param addressSpace string = '10.60.0.0/22'

@description('Keeps every event as Avro blobs as well.')
param captureEvents bool = false

@description('Puts the hub azure-logs into a namespace of its own that takes keys, in case diagnostic settings do not reach one that takes none.')
param azureLogsOwnNamespace bool = false

@description('Mail addresses that are told about alerts on the pipeline itself and about the budget.')
@minLength(1)
param contacts string[]

@description('The text of a token issuers file: whose tokens senders and readers may show beside keys. It holds no secret; empty, no tokens are believed.')
param tokenIssuers string = ''

@description('What a month may cost, in the currency of the subscription.')
param monthlyBudget int

@description('The first day of the first month that the budget counts, as yyyy-MM-01. Give the same one each time.')
param budgetStart string

@description('How long logs are kept, in days.')
param logRetentionDays int = 30

@description('The most that a day may bring into the logs, in GB; -1 is no limit.')
param logDailyCapGb int = 5

param tags object = {}

var sizes = {
  small: { throughputUnits: 1, maxThroughputUnits: 2, invocationPartitions: 4, findingPartitions: 2, logPartitions: 4, maxInstances: 40, scoreMemoryMb: 2048, notifyMemoryMb: 2048, alwaysReady: 0 }
  medium: { throughputUnits: 2, maxThroughputUnits: 8, invocationPartitions: 16, findingPartitions: 4, logPartitions: 8, maxInstances: 60, scoreMemoryMb: 2048, notifyMemoryMb: 2048, alwaysReady: 1 }
  large: { throughputUnits: 4, maxThroughputUnits: 40, invocationPartitions: 32, findingPartitions: 8, logPartitions: 32, maxInstances: 100, scoreMemoryMb: 4096, notifyMemoryMb: 4096, alwaysReady: 2 }
}
var chosen = sizes[size]

var prefix = '${name}-${uniqueString(resourceGroup().id)}'
var short = '${name}${take(uniqueString(resourceGroup().id), 10)}'
var allTags = union(tags, { app: 'anomalywatch' })
var retentionHours = 168
var packages = 'packages'

var names = {
  hubs: '${prefix}-hubs'
  logsHubs: azureLogsOwnNamespace ? '${prefix}-logs-hubs' : '${prefix}-hubs'
  data: '${short}data'
  ingestHost: '${short}hi'
  scoreHost: '${short}hs'
  notifyHost: '${short}hn'
  ingestVault: '${short}vi'
  notifyVault: '${short}vn'
  insights: '${prefix}-insights'
}

var invocations hub = { name: 'invocations', partitions: chosen.invocationPartitions, retentionHours: retentionHours, consumerGroups: ['score', 'replay'] }
var findings hub = { name: 'findings', partitions: chosen.findingPartitions, retentionHours: retentionHours, consumerGroups: ['group', 'replay'] }
var azureLogs hub = { name: 'azure-logs', partitions: chosen.logPartitions, retentionHours: retentionHours, consumerGroups: ['ingest', 'replay'] }

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: { location: location, prefix: prefix, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    location: location
    workspaceName: '${prefix}-logs'
    insightsName: names.insights
    actionGroupName: '${prefix}-people'
    tags: allTags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    contacts: contacts
    // A private link scope for Azure Monitor reaches beyond one resource group, so it is left to whoever owns the network. Entra ID guards it all the same.
    publicAccess: true
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: { location: location, prefix: prefix, tags: allTags, workspaceId: monitoring.outputs.workspaceId, addressSpace: addressSpace }
}

module namespace 'modules/event-hubs.bicep' = {
  name: 'namespace'
  params: {
    location: location
    name: names.hubs
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    throughputUnits: chosen.throughputUnits
    maxThroughputUnits: chosen.maxThroughputUnits
    hubs: concat([invocations, findings], azureLogsOwnNamespace ? [] : [azureLogs])
    publicAccess: !privateNetwork
    takesDiagnostics: !azureLogsOwnNamespace
    captureIdentityId: captureEvents ? identities.outputs.capture.id : ''
  }
}

module logsNamespace 'modules/event-hubs.bicep' = if (azureLogsOwnNamespace) {
  name: 'logs-namespace'
  params: {
    location: location
    name: names.logsHubs
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    throughputUnits: chosen.throughputUnits
    maxThroughputUnits: chosen.maxThroughputUnits
    hubs: [azureLogs]
    publicAccess: !privateNetwork
    allowKeys: true
    takesDiagnostics: true
  }
}

module data 'modules/storage-account.bicep' = {
  name: 'data'
  params: {
    location: location
    name: names.data
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    containers: ['snapshots', 'positions', 'quarantine', 'archive', 'models', 'capture']
    tables: ['incidentindex', 'incidentfeedback', 'notifications', 'notificationoutbox']
    queues: ['notifications', 'notifications-poison']
    publicAccess: !privateNetwork
    expiry: [
      { prefix: 'quarantine', days: 30 }
      { prefix: 'capture', days: 30 }
      { prefix: 'archive', days: 400 }
    ]
  }
}

// A host account an app, since the host needs the role of an owner on its account: nobody then reads another app's keys or changes its code.
module ingestHost 'modules/storage-account.bicep' = {
  name: 'ingest-host'
  params: { location: location, name: names.ingestHost, tags: allTags, workspaceId: monitoring.outputs.workspaceId, containers: [packages], publicAccess: !privateNetwork }
}

module scoreHost 'modules/storage-account.bicep' = {
  name: 'score-host'
  params: { location: location, name: names.scoreHost, tags: allTags, workspaceId: monitoring.outputs.workspaceId, containers: [packages], publicAccess: !privateNetwork }
}

module notifyHost 'modules/storage-account.bicep' = {
  name: 'notify-host'
  params: { location: location, name: names.notifyHost, tags: allTags, workspaceId: monitoring.outputs.workspaceId, containers: [packages], publicAccess: !privateNetwork }
}

module ingestVault 'modules/vault.bicep' = {
  name: 'ingest-vault'
  params: { location: location, name: names.ingestVault, tags: allTags, workspaceId: monitoring.outputs.workspaceId, publicAccess: !privateNetwork }
}

module notifyVault 'modules/vault.bicep' = {
  name: 'notify-vault'
  params: { location: location, name: names.notifyVault, tags: allTags, workspaceId: monitoring.outputs.workspaceId, publicAccess: !privateNetwork }
}

module access 'modules/access.bicep' = {
  name: 'access'
  dependsOn: [namespace, logsNamespace, data, ingestHost, scoreHost, notifyHost, ingestVault, notifyVault, monitoring]
  params: {
    principals: {
      ingest: identities.outputs.ingest.principalId
      score: identities.outputs.score.principalId
      notify: identities.outputs.notify.principalId
      capture: identities.outputs.capture.principalId
    }
    namespaceName: names.hubs
    logsNamespaceName: names.logsHubs
    dataAccountName: names.data
    hostAccountNames: { ingest: names.ingestHost, score: names.scoreHost, notify: names.notifyHost }
    vaultNames: { ingest: names.ingestVault, notify: names.notifyVault }
    insightsName: names.insights
    captureEnabled: captureEvents
  }
}

module capture 'modules/capture.bicep' = [for captured in (captureEvents ? [invocations, findings] : []): {
  name: 'capture-${captured.name}'
  dependsOn: [access]
  params: {
    namespaceName: names.hubs
    hub: captured
    identityId: identities.outputs.capture.id
    storageAccountId: data.outputs.id
    container: 'capture'
  }
}]

// What a connection consists of: where, and as whom. None holds a key.
var believed = empty(tokenIssuers) ? {} : { ANOMALYWATCH_TOKENS: tokenIssuers }
var logsHost = azureLogsOwnNamespace ? logsNamespace!.outputs.host : namespace.outputs.host

module ingestApp 'modules/function-app.bicep' = {
  name: 'ingest-app'
  dependsOn: [access]
  params: {
    location: location
    name: '${prefix}-ingest'
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    stage: 'ingest'
    functions: ['IngestHttp', 'IngestAzureLogs', 'Tick']
    appIdentity: identities.outputs.ingest
    hostBlobUri: ingestHost.outputs.blobUri
    packageContainer: packages
    instanceMemoryMb: 2048
    maxInstances: chosen.maxInstances
    alwaysReady: chosen.alwaysReady > 0 ? [{ name: 'http', instanceCount: chosen.alwaysReady }] : []
    insightsConnection: monitoring.outputs.insightsConnection
    subnetId: privateNetwork ? network!.outputs.ingestSubnetId : ''
    publicAccess: !privateNetwork || contains(publicDoors, 'ingest')
    settings: union({
      EventHubs__fullyQualifiedNamespace: namespace.outputs.host
      EventHubs__credential: 'managedidentity'
      EventHubs__clientId: identities.outputs.ingest.clientId
      AzureLogs__fullyQualifiedNamespace: logsHost
      AzureLogs__credential: 'managedidentity'
      AzureLogs__clientId: identities.outputs.ingest.clientId
      DataStorage__blobServiceUri: data.outputs.blobUri
      DataStorage__credential: 'managedidentity'
      DataStorage__clientId: identities.outputs.ingest.clientId
      ANOMALYWATCH_KEYS: '@Microsoft.KeyVault(SecretUri=${ingestVault.outputs.uri}secrets/keys)'
    }, believed)
  }
}

module scoreApp 'modules/function-app.bicep' = {
  name: 'score-app'
  dependsOn: [access]
  params: {
    location: location
    name: '${prefix}-score'
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    stage: 'score'
    functions: ['Score', 'Group']
    appIdentity: identities.outputs.score
    hostBlobUri: scoreHost.outputs.blobUri
    packageContainer: packages
    instanceMemoryMb: chosen.scoreMemoryMb
    maxInstances: chosen.maxInstances
    alwaysReady: chosen.alwaysReady > 0 ? [
      { name: 'function:Score', instanceCount: chosen.alwaysReady }
      { name: 'function:Group', instanceCount: 1 }
    ] : []
    insightsConnection: monitoring.outputs.insightsConnection
    subnetId: privateNetwork ? network!.outputs.scoreSubnetId : ''
    publicAccess: !privateNetwork
    settings: {
      EventHubs__fullyQualifiedNamespace: namespace.outputs.host
      EventHubs__credential: 'managedidentity'
      EventHubs__clientId: identities.outputs.score.clientId
      DataStorage__blobServiceUri: data.outputs.blobUri
      DataStorage__tableServiceUri: data.outputs.tableUri
      DataStorage__queueServiceUri: data.outputs.queueUri
      DataStorage__credential: 'managedidentity'
      DataStorage__clientId: identities.outputs.score.clientId
    }
  }
}

module notifyApp 'modules/function-app.bicep' = {
  name: 'notify-app'
  dependsOn: [access]
  params: {
    location: location
    name: '${prefix}-notify'
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    stage: 'notify'
    functions: ['Notify', 'NotifySweep', 'Retrain', 'Incidents']
    appIdentity: identities.outputs.notify
    hostBlobUri: notifyHost.outputs.blobUri
    packageContainer: packages
    instanceMemoryMb: chosen.notifyMemoryMb
    maxInstances: 40
    insightsConnection: monitoring.outputs.insightsConnection
    subnetId: privateNetwork ? network!.outputs.notifySubnetId : ''
    publicAccess: !privateNetwork || contains(publicDoors, 'notify')
    settings: union({
      EventHubs__fullyQualifiedNamespace: namespace.outputs.host
      EventHubs__credential: 'managedidentity'
      EventHubs__clientId: identities.outputs.notify.clientId
      DataStorage__blobServiceUri: data.outputs.blobUri
      DataStorage__tableServiceUri: data.outputs.tableUri
      DataStorage__queueServiceUri: data.outputs.queueUri
      DataStorage__credential: 'managedidentity'
      DataStorage__clientId: identities.outputs.notify.clientId
      ANOMALYWATCH_READERS: '@Microsoft.KeyVault(SecretUri=${notifyVault.outputs.uri}secrets/readers)'
      ANOMALYWATCH_CHANNELS: '@Microsoft.KeyVault(SecretUri=${notifyVault.outputs.uri}secrets/channels)'
    }, believed)
  }
}

module endpoints 'modules/endpoints.bicep' = if (privateNetwork) {
  name: 'endpoints'
  params: {
    location: location
    prefix: prefix
    tags: allTags
    subnetId: network!.outputs.endpointSubnetId
    dataId: data.outputs.id
    hostIds: [ingestHost.outputs.id, scoreHost.outputs.id, notifyHost.outputs.id]
    vaultIds: [ingestVault.outputs.id, notifyVault.outputs.id]
    namespaceIds: azureLogsOwnNamespace ? [namespace.outputs.id, logsNamespace!.outputs.id] : [namespace.outputs.id]
    siteIds: [ingestApp.outputs.id, scoreApp.outputs.id, notifyApp.outputs.id]
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    prefix: prefix
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    namespaceId: namespace.outputs.id
    dataAccountId: data.outputs.id
    actionGroupId: monitoring.outputs.actionGroupId
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: { location: location, tags: allTags, workspaceId: monitoring.outputs.workspaceId }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: { name: '${prefix}-month', amount: monthlyBudget, contacts: contacts, start: budgetStart }
}

output ingestAppName string = ingestApp.outputs.name
output scoreAppName string = scoreApp.outputs.name
output notifyAppName string = notifyApp.outputs.name

@description('Where telemetry is sent to.')
output ingestUrl string = 'https://${ingestApp.outputs.host}/'

@description('Where the page is.')
output pageUrl string = 'https://${notifyApp.outputs.host}/'

@description('What modules/watch-function-app.bicep takes as ruleId.')
output azureLogsRuleId string = azureLogsOwnNamespace ? logsNamespace!.outputs.diagnosticRuleId : namespace.outputs.diagnosticRuleId
output ingestVaultName string = ingestVault.outputs.name
output notifyVaultName string = notifyVault.outputs.name
