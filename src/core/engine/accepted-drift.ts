import type { Verdict } from './change.ts';
import { fieldOf, fieldsOf } from './diff.ts';
import { nearest } from '../text/nearest.ts';
import { hasExpired, type AcceptedDrift } from '../plan/plan-options.ts';
import { pointer, type JsonPointer } from '../pointer.ts';
import { means } from '../ref.ts';

/** What of a rule's drift was accepted: the fields, and entries that would have accepted some but have expired. */
export type Acceptance = {
  readonly fields: ReadonlySet<JsonPointer>;
  readonly entries: readonly AcceptedDrift[];
  readonly expired: readonly AcceptedDrift[];
};

const covers = (entry: AcceptedDrift, at: JsonPointer): boolean =>
  entry.fields === undefined || entry.fields.some((name) => name === at || pointer('properties', name) === at);

/** Which fields that the workspace changed people have accepted, as of `now` (milliseconds since 1970). */
export const acceptanceOf = (
  verdict: Verdict,
  accepted: readonly AcceptedDrift[] | undefined,
  now: number,
): Acceptance => {
  const drifted = new Set(verdict.fields.filter(({ side }) => side === 'theirs').map(({ at }) => fieldOf(at)));
  const entries = (accepted ?? []).filter(
    (entry) => means(entry.rule, verdict) && [...drifted].some((field) => covers(entry, field)),
  );
  const valid = entries.filter((entry) => !hasExpired(entry.expires, now));
  return {
    fields: new Set([...drifted].filter((field) => valid.some((entry) => covers(entry, field)))),
    entries: valid,
    expired: entries.filter((entry) => !valid.includes(entry)),
  };
};

/** True when everything that the workspace really changed in a rule is accepted. */
export const isAccepted = (verdict: Verdict, { fields }: Acceptance): boolean =>
  verdict.state === 'theirs' &&
  verdict.fields.every((field) => field.cosmetic || field.side !== 'theirs' || fields.has(fieldOf(field.at)));

const nameIn = (at: JsonPointer): string => at.replace(/^\/properties\//, '');

const unknownFields = (entry: AcceptedDrift, { live, desired, displayName }: Verdict): readonly string[] => {
  const known = [live?.body, desired?.resource.body].flatMap((body) =>
    body === undefined ? [] : Object.keys(fieldsOf(body)),
  );
  return (entry.fields ?? [])
    .filter((name) => !known.some((at) => covers({ ...entry, fields: [name] }, at)))
    .map((name) => {
      const close = nearest(name, known.map(nameIn))[0];
      return `ignoreDrift in picket.yaml names the field ${name}, which ${displayName} does not have${close === undefined ? '' : ` (did you mean ${close}?)`}: it accepts nothing.`;
    });
};

/** What to say of entries that can accept nothing: their rule is nowhere, or does not have the field. */
export const idleAcceptance = (
  accepted: readonly AcceptedDrift[] | undefined,
  verdicts: readonly Verdict[],
): readonly string[] =>
  (accepted ?? []).flatMap((entry) => {
    const verdict = verdicts.find((each) => means(entry.rule, each));
    return verdict === undefined
      ? [`ignoreDrift in picket.yaml names ${entry.rule}, and nothing in git or in this workspace has that id.`]
      : unknownFields(entry, verdict);
  });
