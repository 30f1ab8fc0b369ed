import { managedStates } from '../../core/plan/policies/fuses.ts';
import { fieldName } from '../../core/engine/diff.ts';
import type { Verdict } from '../../core/engine/change.ts';
import { idKeyOf, type CompleteItem } from '../../core/content-type.ts';
import { canonicalJson } from '../../core/json.ts';
import { namedGuid } from '../../core/digest.ts';
import { pairUp, type OnboardRow, type Side } from '../../core/service/onboarding.ts';
import { refKey } from '../../core/ref.ts';
import { shownName } from '../../core/resource.ts';
import type { RuleItem } from '../content/content.ts';
import { idInWorkspace, writtenId } from '../file-ids.ts';
import type { Session } from '../session.ts';
import { ofType, verdictsOf, type Listed } from '../verdicts.ts';

/** A file that can be compared, whatever is wrong with its id. */
export type Candidate = {
  readonly rule: CompleteItem;
  readonly item: RuleItem;
  readonly idProblem?: 'missing' | 'repeated';
  /** The id that the file has; undefined where it has none. */
  readonly written: string | undefined;
};

const idOf = (item: RuleItem, workspace: string): string | undefined => {
  const own = idInWorkspace(item.raw, workspace) ?? writtenId(item);
  return own === undefined || own.trim() === '' ? undefined : own;
};

const withId = ({ type, raw }: RuleItem, id: string): CompleteItem | undefined =>
  type.complete({ ...raw, [idKeyOf(type, raw)]: id });

/** An id for a file that needs another one: the same for the same file, whoever asks. */
const idFor = (item: RuleItem): string => namedGuid(`onboard/${item.type.name}/${item.document.path}`);

/** Every file that is a rule but for its id; of several with one id the one that the live rule looks like keeps it. */
export const candidatesOf = (
  items: readonly RuleItem[],
  workspace: string,
  looksLikeLive: (candidate: Candidate) => boolean,
): readonly Candidate[] => {
  const whole = items.flatMap((item): Candidate[] => {
    const written = idOf(item, workspace);
    const rule = withId(item, written ?? idFor(item));
    if (rule === undefined) return [];
    return [{ rule, item, written, ...(written === undefined ? { idProblem: 'missing' as const } : {}) }];
  });
  const groups = new Map<string, Candidate[]>();
  for (const candidate of whole) {
    const key = refKey({ type: candidate.item.type.name, id: candidate.rule.id });
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return [...groups.values()].flatMap((group) => {
    const keeper = group.find(looksLikeLive) ?? group[0];
    return group.flatMap((candidate): Candidate[] => {
      if (candidate === keeper) return [candidate];
      const rule = withId(candidate.item, idFor(candidate.item));
      return rule === undefined ? [] : [{ ...candidate, rule, idProblem: 'repeated' }];
    });
  });
};

type FileSide = Side & { readonly candidate: Candidate };
type LiveSide = Side & { readonly verdict: Verdict };

/** A row, with what is needed to carry a decision about it out. */
export type Row = OnboardRow & { readonly candidate?: Candidate; readonly live?: Verdict['live'] };

/** States in which this project has the marker already, or may have it. */
const owned: ReadonlySet<Verdict['state']> = new Set([...managedStates, 'unclear']);

const withRules = (session: Session, candidates: readonly Candidate[]): Session => ({
  ...session,
  content: { ...session.content, diagnostics: [], rules: candidates },
});

const liveSide = (session: Session, verdict: Verdict): LiveSide | undefined => {
  const { live, type, displayName } = verdict;
  if (live === undefined) return undefined;
  const managed = session.typeOf(type);
  const template = managed.risk?.templateOf?.(live.body);
  return {
    type,
    id: live.name,
    displayName,
    body: managed.canonical.normalize(verdict.sides?.running ?? live.body),
    ...(template === undefined ? {} : { template }),
    verdict,
  };
};

const fileSide = (session: Session, candidate: Candidate): FileSide => {
  const type = candidate.item.type.name;
  return {
    type,
    id: candidate.written ?? candidate.rule.id,
    displayName: candidate.rule.name ?? candidate.rule.id,
    body: session.typeOf(type).canonical.normalize(candidate.rule.render(session.context).body),
    candidate,
  };
};

/** Places of what a live rule keeps for life and its file does not have, with what only says more of it. */
const keptIn = (session: Session, { type, fields }: Verdict): readonly string[] => {
  const { keptForLife, saidWith = {} } = session.typeOf(type).risk ?? {};
  if (keptForLife === undefined) return [];
  const missing = fields.filter(({ at, after }) => at.startsWith('/properties/') && after === undefined);
  const kept = missing.filter((field) => keptForLife(field) !== undefined).map(({ at }) => at);
  const said = new Set(kept.flatMap((at) => saidWith[at] ?? []));
  return [...kept, ...missing.map(({ at }) => at).filter((at) => said.has(at))];
};

const takesOver = (kept: readonly string[]): string =>
  `The file takes over ${kept.join(', ')} from what runs: no update changes that.`;

const rowOf = (session: Session, verdict: Verdict, candidate: Candidate | undefined, paired: boolean): Row => {
  const { type, displayName, live, owner, fields, state } = verdict;
  const isOwned = owned.has(state);
  const keptAt = candidate === undefined || live === undefined ? [] : keptIn(session, verdict);
  const kept = keptAt.map(fieldName);
  const differs = fields
    .filter(({ at, cosmetic, side }) => !cosmetic && side !== 'converged' && !keptAt.includes(at))
    .map(({ at }) => fieldName(at));
  const wasOurs = verdict.marker !== undefined && isOwned;
  const rowState: Row['state'] =
    candidate === undefined
      ? 'live only'
      : live === undefined
        ? 'file only'
        : paired && wasOurs
          ? 'id changed'
          : differs.length > 0
            ? 'differing'
            : paired
              ? 'equal, other id'
              : 'equal';
  return {
    type,
    state: rowState,
    displayName,
    files: candidate === undefined ? [] : [candidate.item.document.path],
    fields: live === undefined ? [] : [...new Set(differs)],
    kept,
    owned: isOwned && rowState !== 'live only',
    ...(live === undefined ? {} : { id: live.name, live }),
    ...(candidate?.written === undefined ? {} : { fileId: candidate.written }),
    ...(owner === undefined ? {} : { owner }),
    ...(candidate === undefined ? {} : { candidate }),
    ...(candidate?.idProblem === undefined ? {} : { idProblem: candidate.idProblem }),
    ...(rowState === 'id changed'
      ? {
          note: 'The id was changed in git. The rule runs under its old one: git takes it back, so that nothing is created anew.',
        }
      : kept.length > 0
        ? { note: takesOver(kept) }
        : {}),
  };
};

/** The whole of what is in the files and in the workspace, each rule once. */
export const onboardRows = (session: Session, lists: Listed): readonly Row[] => {
  const { items } = session.content;
  const name = session.workspace.name;
  const looks = new Map(
    session.types.flatMap((type) =>
      ofType(type, lists.live).map((live) => [refKey({ type: type.name, id: live.name }), live] as const),
    ),
  );
  const candidates = candidatesOf(items, name, (candidate) => {
    const live = looks.get(refKey({ type: candidate.item.type.name, id: candidate.rule.id }));
    const title = live === undefined ? undefined : shownName(live.body);
    return title !== undefined && title === candidate.rule.name;
  });
  const first = verdictsOf(withRules(session, candidates), lists);
  const byKey = new Map(
    candidates.map((candidate) => [refKey({ type: candidate.item.type.name, id: candidate.rule.id }), candidate]),
  );
  const files = first
    .filter(({ live, desired }) => live === undefined && desired !== undefined)
    .flatMap((verdict) => byKey.get(refKey({ type: verdict.type, id: verdict.desired?.resource.name ?? '' })) ?? [])
    .map((candidate) => fileSide(session, candidate));
  const open = first.flatMap((verdict) => (verdict.desired === undefined ? (liveSide(session, verdict) ?? []) : []));
  const { pairs, unclear } = pairUp(files, open, (type) => session.typeOf(type).queries);
  const renamed = new Map(pairs.map(({ file, live }) => [file.candidate, live.id]));
  const joined = candidates.map((candidate): Candidate => {
    const id = renamed.get(candidate);
    const rule = id === undefined ? undefined : candidate.rule.withId(id);
    return rule === undefined ? candidate : { ...candidate, rule };
  });
  const inDoubt = new Set(unclear.flatMap((group) => group.files.map(({ candidate }) => candidate)));
  const doubtLive = new Set(unclear.flatMap((group) => group.live.map(({ verdict }) => verdict.live)));
  const second = verdictsOf(withRules(session, joined), lists);
  const joinedByKey = new Map(
    joined.map((candidate, index) => [
      refKey({ type: candidate.item.type.name, id: candidate.rule.id }),
      { candidate, original: candidates[index], isPaired: renamed.has(candidates[index] ?? candidate) },
    ]),
  );
  const rows = second.flatMap((verdict): Row[] => {
    if (verdict.live === undefined && verdict.desired === undefined) return [];
    const found = joinedByKey.get(refKey({ type: verdict.type, id: verdict.desired?.resource.name ?? '' }));
    if (verdict.desired !== undefined && found?.original !== undefined && inDoubt.has(found.original)) return [];
    if (verdict.desired === undefined && doubtLive.has(verdict.live)) return [];
    const candidate = verdict.desired === undefined ? undefined : found?.candidate;
    return [rowOf(session, verdict, candidate, found?.isPaired === true)];
  });
  const doubtful = unclear.flatMap((group): Row[] =>
    group.live.map(({ type, displayName, verdict }) => ({
      type,
      state: 'ambiguous',
      displayName,
      files: group.files.map(({ candidate }) => candidate.item.document.path),
      fields: [],
      kept: [],
      owned: false,
      note: 'Several may belong together: leave one file in the column `file`, and decide.',
      ...(verdict.live === undefined ? {} : { id: verdict.live.name, live: verdict.live }),
      ...(verdict.owner === undefined ? {} : { owner: verdict.owner }),
    })),
  );
  return [...withTwins(session, rows), ...doubtful];
};

/** A rule that runs without a file and says the same as another one is a duplicate: both raise the same alerts. */
const withTwins = (session: Session, rows: readonly Row[]): readonly Row[] => {
  const bodyOf = ({ type, live }: Row): string | undefined => {
    const { canonical } = session.typeOf(type);
    return live === undefined ? undefined : `${type}/${canonicalJson(canonical.normalize(live.body))}`;
  };
  const first = new Map<string, Row>();
  const isFileless = ({ state }: Row): boolean => state === 'live only';
  for (const row of rows.toSorted((one, other) => Number(isFileless(one)) - Number(isFileless(other)))) {
    const body = bodyOf(row);
    if (body !== undefined && !first.has(body)) first.set(body, row);
  }
  return rows.map((row) => {
    const twin = isFileless(row) ? first.get(bodyOf(row) ?? '') : undefined;
    return twin === undefined || twin === row || twin.id === undefined
      ? row
      : { ...row, note: `It says the same as ${twin.id}: one of the two can be deleted in the portal.` };
  });
};
