import type { Canonical } from './managed-type.ts';
import type { FieldDigests, FieldSide, FieldVerdict, MarkerRecord, VerdictState } from './change.ts';
import { diff, fieldOf, fieldsOf } from './diff.ts';
import { shortDigest } from '../digest.ts';
import { equalJson, type JsonValue } from '../json.ts';
import { without, type Pair } from './live-state.ts';
import { rowsField, rowsRecorded } from './rows.ts';
import type { JsonPointer } from '../pointer.ts';

/** Which side changed a field, by its values; whoever needs their digests makes them, which costs more than to compare. */
type SideOf = (at: JsonPointer, git: JsonValue | undefined, live: JsonValue | undefined) => FieldSide | undefined;

/** The table of docs/architecture.md for one field: digests of git and live against what was sent and answered. */
export const sideOf = (
  recorded: FieldDigests,
  git: string | undefined,
  live: string | undefined,
): FieldSide | undefined => {
  const gitMoved = git !== recorded.sent;
  const liveMoved = live !== recorded.live;
  if (!gitMoved && !liveMoved) return undefined;
  if (git === live) return 'converged';
  if (gitMoved && liveMoved) return 'conflict';
  return gitMoved ? 'ours' : 'theirs';
};

/** Which side changed a field since the last deployment, by the record of its marker. */
export const byRecord = (record: MarkerRecord, { git, live }: Pair): SideOf => {
  const isOpen = rowsRecorded(record) === 'open';
  const ofOpenRows: SideOf = (_, inGit, inLive) => (equalJson(inGit, inLive) ? 'converged' : 'ours');
  const other = record.kind === 'fields' ? byFields(record.fields) : byWhole(record.body, { git, live }, isOpen);
  return (at, ...values) => (isOpen && at === rowsField ? ofOpenRows : other)(at, ...values);
};

const byFields =
  (fields: Readonly<Record<JsonPointer, FieldDigests>>): SideOf =>
  (at, git, live) => {
    const digest = shortDigest(git);
    const recorded = fields[at] ?? { sent: undefined, live: undefined };
    return sideOf(recorded, digest, equalJson(git, live) ? digest : shortDigest(live));
  };

const byWhole = (body: FieldDigests, { git, live }: Pair, isOpen: boolean): SideOf => {
  const [ours, theirs] = isOpen ? [git, live].map((each) => without(each, [rowsField])) : [git, live];
  const side = sideOf(body, shortDigest(ours), shortDigest(theirs));
  return (_, inGit, inLive) => (equalJson(inGit, inLive) ? undefined : side);
};

/** What an older normaliser took for a difference and today's does not is none: only the record is out of date. */
export const settledBy = (today: Pair, judged: SideOf): SideOf => {
  const git = fieldsOf(today.git);
  const live = fieldsOf(today.live);
  return (at, inGit, inLive) => {
    const side = judged(at, inGit, inLive);
    return side === undefined || !equalJson(git[at], live[at]) ? side : 'converged';
  };
};

/** What differs is of one side, where no record says of which. */
export const twoWay =
  (side: FieldSide, { answeredOnly }: Canonical): SideOf =>
  (at, git, live) =>
    equalJson(git, live) || answeredOnly?.has(at) === true ? undefined : side;

/** A write takes back an edit of what only answers have: with a change in git besides, the two stand against each other. */
export const withAnswered = (
  fields: readonly FieldVerdict[],
  { answeredOnly, answeredWords: said }: Canonical,
): readonly FieldVerdict[] => {
  const isAnswered = ({ at }: FieldVerdict): boolean => answeredOnly?.has(fieldOf(at)) === true;
  const told = fields
    .filter((field) => field.side !== 'ours' || !isAnswered(field))
    .map((field) => (said !== undefined && isAnswered(field) ? { ...field, said } : field));
  const isTorn = told.some(isAnswered) && told.some(({ side }) => side === 'ours');
  return isTorn ? told.map((field) => ({ ...field, side: 'conflict' })) : told;
};

/** What is to be said of each field in which git and the workspace are not alike. */
export const fieldVerdicts = (bodies: Pair, side: SideOf, canonical: Canonical): readonly FieldVerdict[] => {
  const git = fieldsOf(bodies.git);
  const live = fieldsOf(bodies.live);
  return [...new Set([...Object.keys(git), ...Object.keys(live)])].flatMap((at): readonly FieldVerdict[] => {
    const before = live[at];
    const after = git[at];
    const verdict = side(at, after, before);
    if (verdict === undefined) return [];
    if (verdict === 'converged') return [{ at, before, after, side: verdict, cosmetic: false }];
    const cosmetic = canonical.isCosmetic({ at, before, after });
    return diff(before, after, at).map((leaf) => ({ ...leaf, side: verdict, cosmetic }));
  });
};

/** What fields come to for the whole item. */
export const stateOf = (fields: readonly FieldVerdict[]): VerdictState => {
  const real = new Set(fields.filter((field) => !field.cosmetic).map(({ side }) => side));
  if (real.has('conflict')) return 'conflict';
  if (real.has('ours')) return real.has('theirs') ? 'both' : 'ours';
  if (real.has('theirs')) return 'theirs';
  if (fields.some((field) => field.cosmetic)) return 'cosmetic';
  return real.has('converged') ? 'converged' : 'in-sync';
};

/** A field that both sides dropped since: nothing is left to show it with, yet the record is out of date. */
export const forgotten = (record: MarkerRecord, { git, live }: Pair): boolean => {
  if (record.kind === 'whole')
    return record.open === true || sideOf(record.body, shortDigest(git), shortDigest(live)) === 'converged';
  const present = new Set([...Object.keys(fieldsOf(git)), ...Object.keys(fieldsOf(live))]);
  return Object.entries(record.fields).some(
    ([at, { sent, live }]) => !present.has(at) && (sent !== undefined || live !== undefined),
  );
};
