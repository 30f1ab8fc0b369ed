/** The programmatic API: what `picket` does, without a process. */
export { main } from './cli/main.ts';
export type { Io, Output } from './core/io.ts';
export type { Diagnostic } from './core/diagnostic.ts';
export type { Change, FieldChange, Outcome, Plan, Verdict } from './core/engine/change.ts';
export type { Report } from './core/report.ts';
export { version } from './version.ts';
