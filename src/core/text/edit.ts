/**
 * Rewrites of a file as text edits: what is not meant to change keeps every character, comments and line ends included.
 * Each edit is made on trial first: the file must read afterwards as the old value with the change in it, or no edit is
 * given.
 */
export { applyEdits } from './span.ts';
export { insertItem, insertKey, prependKey, renameKey, setValue } from './edit/insert.ts';
export { removeValue } from './edit/remove.ts';
export { replaceValue } from './edit/replace.ts';
export type { Edits } from './edit/scene.ts';
