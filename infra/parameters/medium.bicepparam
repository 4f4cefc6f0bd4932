// A few thousand functions, up to about 200 million invocations a day; in a network of its own, the ingest app open to other clouds.
using '../main.bicep'

param size = 'medium'
param privateNetwork = true
param publicDoors = ['ingest']
param captureEvents = false
param logDailyCapGb = 25
param monthlyBudget = 2500
param budgetStart = readEnvironmentVariable('AW_BUDGET_START', '2026-12-01')
param contacts = split(readEnvironmentVariable('AW_CONTACTS', 'oncall@example.com'), ',')
