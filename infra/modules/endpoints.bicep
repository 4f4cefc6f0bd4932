metadata description = 'The private endpoints of everything that has one.'

param location string
param prefix string
param tags object
param subnetId string
param dataId string
param hostIds string[]
param vaultIds string[]
param namespaceIds string[]
param siteIds string[]

var zones = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  vault: 'privatelink.vaultcore.azure.net'
  namespace: 'privatelink.servicebus.windows.net'
  sites: 'privatelink.azurewebsites.net'
}

var wanted = concat(
  map(['blob', 'table', 'queue'], group => { id: dataId, name: 'data-${group}', group: group }),
  map(range(0, length(hostIds)), i => { id: hostIds[i], name: 'host-${i}', group: 'blob' }),
  map(range(0, length(vaultIds)), i => { id: vaultIds[i], name: 'vault-${i}', group: 'vault' }),
  map(range(0, length(namespaceIds)), i => { id: namespaceIds[i], name: 'hubs-${i}', group: 'namespace' }),
  map(range(0, length(siteIds)), i => { id: siteIds[i], name: 'app-${i}', group: 'sites' })
)

module endpoint 'private-endpoint.bicep' = [for one in wanted: {
  name: 'endpoint-${one.name}'
  params: {
    location: location
    name: '${prefix}-${one.name}'
    tags: tags
    subnetId: subnetId
    resourceId: one.id
    group: one.group
    zoneName: zones[one.group]
  }
}]
