import { isObject, objectOf, textOf, textsOf, listOf, type JsonObject, type JsonValue } from '../json.ts';
import type { Wave } from './waves.ts';

/** How the run over one workspace ended. */
export type Ended = { readonly exitCode: number };

/**
 * How far a run over several workspaces has come, so that another one can go on in its order. Nothing is taken from it but
 * the order: what a workspace runs is asked of the workspace.
 */
export type RunRecord = {
  readonly id: string;
  readonly command: 'deploy';
  /** When it began, ISO 8601. */
  readonly began: string;
  /** The flags that decide what is written, as they are typed. */
  readonly flags: readonly string[];
  /** A digest of picket.yaml and all content. */
  readonly content: string;
  readonly waves: readonly Wave[];
  /** By workspace, those that have ended; of the others some may have been begun. */
  readonly ended: Readonly<Record<string, Ended>>;
};

const recordVersion = 1;

/** The record as it is kept. */
export const runRecordJson = (record: RunRecord): JsonObject => ({
  version: recordVersion,
  id: record.id,
  command: record.command,
  began: record.began,
  flags: record.flags,
  content: record.content,
  waves: record.waves.map(({ name, workspaces }) => ({ name, workspaces })),
  ended: Object.fromEntries(Object.entries(record.ended).map(([name, { exitCode }]) => [name, { exitCode }])),
});

/** Reads a record; undefined for anything that is none. */
export const readRunRecord = (value: JsonValue | undefined): RunRecord | undefined => {
  if (!isObject(value) || value['version'] !== recordVersion || value['command'] !== 'deploy') return undefined;
  const id = textOf(value['id']);
  const waves = listOf(value['waves']).flatMap((wave) => {
    const { name, workspaces } = objectOf(wave);
    return typeof name === 'string' ? [{ name, workspaces: textsOf(workspaces) }] : [];
  });
  if (id === undefined || waves.length === 0) return undefined;
  const ended = Object.entries(objectOf(value['ended'])).flatMap(([name, end]) => {
    const { exitCode } = objectOf(end);
    return typeof exitCode === 'number' ? [[name, { exitCode }] as const] : [];
  });
  return {
    id,
    command: 'deploy',
    began: textOf(value['began']) ?? '',
    flags: textsOf(value['flags']),
    content: textOf(value['content']) ?? '',
    waves,
    ended: Object.fromEntries(ended),
  };
};

const isDone = (record: RunRecord, workspace: string): boolean => record.ended[workspace]?.exitCode === 0;

/** The workspaces of a run that `known` no longer has: somebody took them out of picket.yaml meanwhile. */
export const goneFrom = (record: RunRecord, known: ReadonlySet<string>): readonly string[] =>
  record.waves.flatMap(({ workspaces }) => workspaces.filter((workspace) => !known.has(workspace)));

/**
 * The waves that are left of a run: of each what did not end well, whoever was not begun included, and last what did: it
 * is looked at once more, since somebody may have changed it meanwhile. With other content than it began with a run begins
 * anew, because its first waves have not tried that content. Workspaces that are not `known` are left out.
 */
export const wavesLeft = (record: RunRecord, content: string, known: ReadonlySet<string>): readonly Wave[] => {
  const waves = record.waves.map(({ name, workspaces }) => ({
    name,
    workspaces: workspaces.filter((workspace) => known.has(workspace)),
  }));
  const isNew = record.content !== content;
  const done = new Set(isNew ? [] : Object.keys(record.ended).filter((workspace) => isDone(record, workspace)));
  const open = waves.map(({ name, workspaces }) => ({
    name,
    workspaces: workspaces.filter((workspace) => !done.has(workspace)),
  }));
  const before = waves.flatMap(({ workspaces }) => workspaces.filter((workspace) => done.has(workspace)));
  return [...open, { name: 'done before', workspaces: before }].filter(({ workspaces }) => workspaces.length > 0);
};
