import { digestOf } from '../digest.ts';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../json.ts';
import { jsonText } from '../text/visible.ts';

/** What a deployment did, as its record tells it; digests are SHA-256 in hexadecimal, `at` is ISO 8601. */
export type Deployment = {
  readonly at: string;
  readonly project: string;
  readonly workspace: string;
  /** The commit that the files were of; absent outside of git. */
  readonly commit?: string;
  /** True where files differed from that commit. */
  readonly uncommitted?: true;
  /** Address of the pipeline's run; absent where a person ran it. */
  readonly run?: string;
  readonly identity: string;
  readonly picket: string;
  /** The flags that chose what was to be done, as `--only ID`; absent where there was none. */
  readonly flags?: readonly string[];
  /** Digest of what was to be done: the change set that a saved plan names too. */
  readonly plan: string;
  /** Digest of what became of it. */
  readonly outcome: string;
  /** Empty for a deployment that found everything as git has it. */
  readonly changes: readonly DeployedChange[];
};

export type DeployedChange = {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly action: string;
  readonly status: string;
  /** Why it was to be done; for what was not done, why not. */
  readonly reason: string;
  /** The code of the refusal where the plan left the rule alone; absent for everything else, and in older records. */
  readonly code?: string;
};

/** A place in the log: how many records there are up to it, and the hash of the last. */
export type Head = { readonly sequence: number; readonly hash: string };

/** A deployment in its place: `previous` is the hash of the record before it, `hash` that of the record without it. */
export type DeploymentRecord = Deployment & Head & { readonly previous: string };

/** Where records lie: texts by name. */
export type RecordStore = {
  /** In words for a person: `the folder deployments`. */
  readonly place: string;
  /**
   * Everything there, `head.json` among it; empty before the first record. Where only the end is asked for, what comes
   * before the last record may be left out.
   */
  readonly read: (part?: 'end') => Promise<ReadonlyMap<string, string>>;
  /**
   * Adds a record and renews the head, or gives false where the name is taken by now. A record is there whole or not at
   * all, and never replaced. Rejects with a PicketError where the place cannot be written.
   */
  readonly add: (record: DeploymentRecord) => Promise<boolean>;
  /**
   * Rejects as `add` does where nothing may be added, and adds nothing; absent where only an addition tells.
   */
  readonly checkAccess?: () => Promise<void>;
};

/** What the first record comes after. */
const origin = '0'.repeat(64);

export const headFile = 'head.json';

/** The name of a record's file, which sorts as the records come. */
export const recordFile = (sequence: number): string => `${String(sequence).padStart(8, '0')}.json`;

const numberIn = (name: string): number | undefined => {
  const found = /^(\d{8,})\.json$/.exec(name)?.[1];
  return found === undefined || recordFile(Number(found)) !== name ? undefined : Number(found);
};

/** Whether a file of this name belongs to a log: a record, or the head. Others are passed over. */
export const isOfLog = (name: string): boolean => name === headFile || numberIn(name) !== undefined;

/** The texts of a record and of the head that points at it. */
export const recordText = (record: DeploymentRecord): string => jsonText(record);
export const headText = ({ sequence, hash }: Head): string => jsonText({ sequence, hash });

const hashOf = (record: JsonObject): string =>
  digestOf(Object.fromEntries(Object.entries(record).filter(([key]) => key !== 'hash')));

/** The record of a deployment, after the last one. */
export const recordAfter = (last: Head | undefined, deployment: Deployment): DeploymentRecord => {
  const whole = { ...deployment, sequence: (last?.sequence ?? 0) + 1, previous: last?.hash ?? origin };
  const { changes, ...rest } = whole;
  return { ...whole, hash: digestOf({ ...rest, changes: changes.map((change) => ({ ...change })) }) };
};

const texts = ['at', 'project', 'workspace', 'identity', 'picket', 'plan', 'outcome', 'previous', 'hash'] as const;
const optionalTexts = ['commit', 'run'] as const;
const changeTexts = ['type', 'id', 'name', 'action', 'status', 'reason'] as const;

const isChange = (value: unknown): value is DeployedChange =>
  isObject(value) &&
  changeTexts.every((key) => typeof value[key] === 'string') &&
  (value['code'] === undefined || typeof value['code'] === 'string');

const isTexts = (value: JsonValue | undefined): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

const isRecord = (value: unknown): value is DeploymentRecord & JsonObject =>
  isObject(value) &&
  texts.every((key) => typeof value[key] === 'string') &&
  optionalTexts.every((key) => value[key] === undefined || typeof value[key] === 'string') &&
  (value['flags'] === undefined || isTexts(value['flags'])) &&
  typeof value['sequence'] === 'number' &&
  Array.isArray(value['changes']) &&
  value['changes'].every(isChange);

/** What is wrong in a log, and at which record. */
export type ChainFault = { readonly sequence: number; readonly message: string };

/** A log that was read: its records in order as far as they can be read, and what is wrong with it. */
export type Chain = {
  readonly records: readonly DeploymentRecord[];
  /** Where it ends; undefined for an empty log. */
  readonly head: Head | undefined;
  readonly faults: readonly ChainFault[];
};

const headIn = (text: string | undefined): Head | undefined => {
  const value = text === undefined ? undefined : parseJson(text);
  if (!isObject(value)) return undefined;
  const { sequence, hash } = value;
  return typeof sequence === 'number' && typeof hash === 'string' ? { sequence, hash } : undefined;
};

/** What is wrong with a record by itself, or in its place. */
const faultOf = (
  place: number,
  value: DeploymentRecord & JsonObject,
  before: DeploymentRecord | undefined,
): string | undefined => {
  if (hashOf(value) !== value.hash) return `Record ${place} was altered: its hash is not that of what it says.`;
  if (value.sequence !== place) return `Record ${place} is record ${value.sequence}, in another one's place.`;
  if (place === 1 && value.previous !== origin) return 'Record 1 names a record before it: the beginning is missing.';
  if (before !== undefined && value.previous !== before.hash)
    return `Record ${place} does not follow record ${place - 1}: one of them was replaced.`;
  return undefined;
};

/** Judges the end of a log: what the head, and whoever kept an earlier one, say that there must be. */
const endFaults = (
  records: readonly DeploymentRecord[],
  last: number,
  text: string | undefined,
  kept: string | undefined,
): readonly ChainFault[] => {
  const head = headIn(text);
  const faults: ChainFault[] = [];
  // Between a record and its head a process may be killed: then the head is missing after the first record, or behind.
  if (head === undefined && (text !== undefined || last > 1))
    faults.push({
      sequence: last,
      message: `${headFile} is missing or damaged: records after ${last} may be missing.`,
    });
  if (head !== undefined && head.sequence > last)
    faults.push({
      sequence: last + 1,
      message: `Record ${last + 1} is missing: ${headFile} says that there are ${head.sequence}.`,
    });
  const named = records.find(({ sequence }) => sequence === head?.sequence);
  if (head !== undefined && named !== undefined && named.hash !== head.hash)
    faults.push({ sequence: head.sequence, message: `Record ${head.sequence} is another than ${headFile} names.` });
  if (kept !== undefined && !records.some(({ hash }) => hash === kept))
    faults.push({ sequence: last, message: `No record has the hash ${kept}: the log was cut off or made anew.` });
  return faults;
};

/**
 * Proves a log. Every record that was altered, dropped, added or moved is a fault at its place; what follows it is judged
 * as well. `kept` is the hash of a record that somebody wrote down: it must be there. Other files are passed over.
 */
export const verifyChain = (files: ReadonlyMap<string, string>, kept?: string): Chain => {
  const found = new Map(
    [...files].flatMap(([name, text]) => {
      const sequence = numberIn(name);
      return sequence === undefined ? [] : [[sequence, text] as const];
    }),
  );
  const last = Math.max(0, ...found.keys());
  const records: DeploymentRecord[] = [];
  const faults: ChainFault[] = [];
  let before: DeploymentRecord | undefined;
  let gap = 0;
  for (const place of [...found.keys()].toSorted((a, b) => a - b)) {
    if (place > gap + 1)
      faults.push({
        sequence: gap + 1,
        message:
          place === gap + 2 ? `Record ${gap + 1} is missing.` : `Records ${gap + 1} to ${place - 1} are missing.`,
      });
    if (place > gap + 1) before = undefined;
    gap = place;
    const value = parseJson(found.get(place) ?? '');
    if (!isRecord(value)) {
      faults.push({ sequence: place, message: `Record ${place} cannot be read.` });
      before = undefined;
      continue;
    }
    const message = faultOf(place, value, before);
    if (message !== undefined) faults.push({ sequence: place, message });
    before = value;
    records.push(value);
  }
  faults.push(...endFaults(records, last, files.get(headFile), kept));
  return { records, head: before && { sequence: last, hash: before.hash }, faults };
};
