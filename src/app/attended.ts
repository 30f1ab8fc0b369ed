import type { Io } from '../core/io.ts';

/** Whether this is a run of continuous integration, as `CI` says. */
export const inCi = (env: Io['env']): boolean => env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';

/** Whether somebody sits before this run who sees what it understood, and could be asked. */
export const isAttended = (io: Pick<Io, 'env' | 'attended'>): boolean => io.attended && !inCi(io.env);
