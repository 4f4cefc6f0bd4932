metadata description = 'The workbook in the portal. Its content is workbook.json, as the portal\'s editor shows it.'

param location string
param tags object

@description('Where the App tables are; asked as the component they have other names.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'anomalywatch-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'AnomalyWatch'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: loadTextContent('workbook.json')
  }
}
