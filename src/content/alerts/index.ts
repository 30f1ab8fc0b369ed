export { alertsOf } from './alerts.ts';
export { cellText } from './cells.ts';
export { incidentsOf } from './incidents.ts';
export { looserTrigger, type Alert, type AlertEntity, type QueryRule } from './model.ts';
export { queryRuleOf, raisesAlerts } from './raising.ts';
export { runDelay, runFrequency, runPeriod, runSchedule, runTimes, type RunOutcome } from './schedule.ts';
export { alertDetails, listedTexts, namesEntity, ruleIdsOf, shownColumns, shownValues } from './raised.ts';
