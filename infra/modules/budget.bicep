metadata description = 'Tells people when the month costs, or is going to cost, more than was meant.'

param name string

@description('What a month may cost, in the currency of the subscription.')
param amount int
param contacts string[]

@description('The first day of the first month that counts, as yyyy-MM-01. A budget keeps its first day, so give the same one again.')
param start string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: {
      spentMost: { enabled: true, operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual', contactEmails: contacts }
      spentAll: { enabled: true, operator: 'GreaterThan', threshold: 100, thresholdType: 'Actual', contactEmails: contacts }
      willSpendMore: { enabled: true, operator: 'GreaterThan', threshold: 110, thresholdType: 'Forecasted', contactEmails: contacts }
    }
  }
}
