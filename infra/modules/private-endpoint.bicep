metadata description = 'A resource reached at an address inside the network, under its usual name.'

param location string
param name string
param tags object
param subnetId string
param resourceId string

@description('What of the resource: blob, table, queue, vault, namespace or sites.')
param group 'blob' | 'table' | 'queue' | 'vault' | 'namespace' | 'sites'
param zoneName string

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' existing = {
  name: zoneName
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [{
      name: name
      properties: { privateLinkServiceId: resourceId, groupIds: [group] }
    }]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: group, properties: { privateDnsZoneId: zone.id } }]
    }
  }
}
