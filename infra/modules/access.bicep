metadata description = 'Every role assignment of the deployment, and nothing else. README.md names each with its reason; a test holds both together.'

@description('The principal ids of the identities.')
param principals { ingest: string, score: string, notify: string, capture: string }

param namespaceName string
param logsNamespaceName string
param dataAccountName string
param hostAccountNames { ingest: string, score: string, notify: string }
param vaultNames { ingest: string, notify: string }
param insightsName string
param captureEnabled bool

var roles = {
  'Azure Event Hubs Data Receiver': 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
  'Azure Event Hubs Data Sender': '2b629674-e913-4c01-ae53-ef4638d8f975'
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6'
  'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  'Storage Queue Data Message Processor': '8a0f0c08-91a1-4084-bc3d-661d67233fed'
  'Storage Queue Data Message Sender': 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
  'Storage Queue Data Reader': '19e7f393-937e-4f77-808e-94535e297925'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  'Storage Table Data Reader': '76199698-9eea-4c19-bc75-cec21354c6b6'
}

// ---- Who may do what, and where ----

var onHubs = [
  { app: 'ingest', role: 'Azure Event Hubs Data Sender', at: 'invocations' }
  { app: 'ingest', role: 'Azure Event Hubs Data Sender', at: 'findings' }
  { app: 'score', role: 'Azure Event Hubs Data Receiver', at: 'invocations' }
  { app: 'score', role: 'Azure Event Hubs Data Receiver', at: 'findings' }
  { app: 'score', role: 'Azure Event Hubs Data Sender', at: 'findings' }
  { app: 'notify', role: 'Azure Event Hubs Data Sender', at: 'invocations' }
  { app: 'notify', role: 'Azure Event Hubs Data Sender', at: 'findings' }
]
var onAzureLogs = [
  { app: 'ingest', role: 'Azure Event Hubs Data Receiver', at: 'azure-logs' }
]
var onContainers = [
  { app: 'ingest', role: 'Storage Blob Data Contributor', at: 'positions' }
  { app: 'ingest', role: 'Storage Blob Data Contributor', at: 'quarantine' }
  { app: 'score', role: 'Storage Blob Data Contributor', at: 'snapshots' }
  { app: 'score', role: 'Storage Blob Data Contributor', at: 'archive' }
  { app: 'score', role: 'Storage Blob Data Contributor', at: 'quarantine' }
  { app: 'score', role: 'Storage Blob Data Reader', at: 'models' }
  { app: 'notify', role: 'Storage Blob Data Contributor', at: 'models' }
  { app: 'notify', role: 'Storage Blob Data Contributor', at: 'quarantine' }
  { app: 'notify', role: 'Storage Blob Data Reader', at: 'archive' }
]
var onCapture = captureEnabled ? [
  { app: 'capture', role: 'Storage Blob Data Contributor', at: 'capture' }
] : []
var onTables = [
  { app: 'notify', role: 'Storage Table Data Contributor', at: 'incidentfeedback' }
  { app: 'notify', role: 'Storage Table Data Contributor', at: 'notifications' }
  { app: 'notify', role: 'Storage Table Data Contributor', at: 'notificationoutbox' }
]
var onQueues = [
  { app: 'score', role: 'Storage Queue Data Message Sender', at: 'notifications' }
  { app: 'notify', role: 'Storage Queue Data Reader', at: 'notifications' }
  { app: 'notify', role: 'Storage Queue Data Message Processor', at: 'notifications' }
  { app: 'notify', role: 'Storage Queue Data Message Sender', at: 'notifications-poison' }
]
// Score makes a table a month, so its right is on the account; notify reads them all.
var onDataAccount = [
  { app: 'score', role: 'Storage Table Data Contributor' }
  { app: 'notify', role: 'Storage Table Data Reader' }
]
var onOwnHostAccount = [
  { app: 'ingest', role: 'Storage Blob Data Owner' }
  { app: 'score', role: 'Storage Blob Data Owner' }
  { app: 'notify', role: 'Storage Blob Data Owner' }
]
var onOwnVault = [
  { app: 'ingest', role: 'Key Vault Secrets User' }
  { app: 'notify', role: 'Key Vault Secrets User' }
]
var onInsights = [
  { app: 'ingest', role: 'Monitoring Metrics Publisher' }
  { app: 'score', role: 'Monitoring Metrics Publisher' }
  { app: 'notify', role: 'Monitoring Metrics Publisher' }
]

// ---- The assignments, one resource a list ----

func assignment(principalId string, roleId string) object => {
  principalId: principalId
  principalType: 'ServicePrincipal'
  roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = { name: namespaceName }
resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' existing = [for a in onHubs: { parent: namespace, name: a.at }]
resource hubAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (a, i) in onHubs: {
  scope: hub[i]
  name: guid(namespace.id, a.at, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]

resource logsNamespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = { name: logsNamespaceName }
resource logsHub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' existing = [for a in onAzureLogs: { parent: logsNamespace, name: a.at }]
resource logsHubAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (a, i) in onAzureLogs: {
  scope: logsHub[i]
  name: guid(logsNamespace.id, a.at, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]

resource data 'Microsoft.Storage/storageAccounts@2023-05-01' existing = { name: dataAccountName }
resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' existing = { parent: data, name: 'default' }
resource tables 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' existing = { parent: data, name: 'default' }
resource queues 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' existing = { parent: data, name: 'default' }

var onAllContainers = concat(onContainers, onCapture)
resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' existing = [for a in onAllContainers: { parent: blobs, name: a.at }]
resource containerAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (a, i) in onAllContainers: {
  scope: container[i]
  name: guid(data.id, 'container', a.at, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2023-05-01' existing = [for a in onTables: { parent: tables, name: a.at }]
resource tableAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (a, i) in onTables: {
  scope: table[i]
  name: guid(data.id, 'table', a.at, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' existing = [for a in onQueues: { parent: queues, name: a.at }]
resource queueAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (a, i) in onQueues: {
  scope: queue[i]
  name: guid(data.id, 'queue', a.at, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]

resource dataAccountAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for a in onDataAccount: {
  scope: data
  name: guid(data.id, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]

resource host 'Microsoft.Storage/storageAccounts@2023-05-01' existing = [for a in onOwnHostAccount: { name: hostAccountNames[a.app] }]
resource hostAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (a, i) in onOwnHostAccount: {
  scope: host[i]
  name: guid(host[i].id, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = [for a in onOwnVault: { name: vaultNames[a.app] }]
resource vaultAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (a, i) in onOwnVault: {
  scope: vault[i]
  name: guid(vault[i].id, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = { name: insightsName }
resource insightsAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for a in onInsights: {
  scope: insights
  name: guid(insights.id, a.app, a.role)
  properties: assignment(principals[a.app], roles[a.role])
}]
