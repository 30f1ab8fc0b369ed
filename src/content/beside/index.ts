export { checkBeside } from './check.ts';
export { besideKind, type BesideKind } from './kinds.ts';
