// Tens of thousands of functions, up to about 1,500 million invocations a day; in a network of its own, every event kept a month.
using '../main.bicep'

param size = 'large'
param privateNetwork = true
param publicDoors = ['ingest']
param captureEvents = true
param logDailyCapGb = 100
param monthlyBudget = 9000
param budgetStart = readEnvironmentVariable('AW_BUDGET_START', '2026-12-01')
param contacts = split(readEnvironmentVariable('AW_CONTACTS', 'oncall@example.com'), ',')
