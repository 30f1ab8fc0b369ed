import type { FieldVerdict, Verdict } from '../../core/engine/change.ts';
import { fieldOf } from '../../core/engine/diff.ts';
import { transfer, type Transfer } from '../../core/transfer.ts';

/** Which rules a pull looks at. */
export type PullScope = 'unmanaged' | 'drifted' | 'all';

/** What is to be done with one rule. `merge` names the properties to take; `all` takes the rule as it runs. */
export type PullStep =
  | { readonly kind: 'create' }
  | { readonly kind: 'merge'; readonly properties: readonly string[] | 'all'; readonly conflicts: readonly string[] }
  | { readonly kind: 'report'; readonly transfer: Transfer };

export type PullChoice = {
  readonly only: PullScope;
  /** Whether a person named this very rule. */
  readonly named: boolean;
  /** The file that has the rule's id already, where the rule itself is not among the desired ones, and why it is not. */
  readonly file: { readonly path: string; readonly why: 'errors' | 'not-selected' } | undefined;
};

/** `/properties/severity` as `severity`. */
const nameOf = (field: FieldVerdict): string => fieldOf(field.at).replace(/^\/(?:properties\/)?/, '');

const namesOf = (fields: readonly FieldVerdict[], side: FieldVerdict['side']): readonly string[] => [
  ...new Set(fields.filter((field) => field.side === side).map(nameOf)),
];

/** The names of every property that differs. */
export const differing = ({ fields }: Verdict): readonly string[] => [...new Set(fields.map(nameOf))];

const report = (verdict: Verdict, action: Transfer['action'], ...notes: readonly string[]): PullStep => ({
  kind: 'report',
  transfer: transfer({
    action,
    id: verdict.id,
    name: verdict.displayName,
    notes,
    ...(verdict.path === undefined ? {} : { path: verdict.path }),
  }),
});

const quiet = (verdict: Verdict): PullStep => report(verdict, 'unchanged');

const withoutFile = (verdict: Verdict, { only, named, file }: PullChoice): PullStep => {
  if (file !== undefined)
    return report(
      verdict,
      'left',
      file.why === 'errors'
        ? `${file.path} has its id, and errors: repair it (picket validate shows them), then pull again.`
        : `${file.path} has its id, and picket.yaml keeps it from this workspace (include, exclude).`,
    );
  if (only === 'drifted')
    return named ? report(verdict, 'left', 'It has no file; pull it without --only drifted.') : quiet(verdict);
  if (verdict.state === 'foreign' && !named)
    return report(
      verdict,
      'left',
      `It belongs to ${verdict.owner ?? 'another project'}; name its id to pull it all the same.`,
    );
  if (verdict.state === 'gone' && !named)
    return report(verdict, 'left', 'Git no longer has it; name its id to bring it back, or deploy with --prune.');
  return { kind: 'create' };
};

/** A rule with a file that this project does not own, or whose history nobody knows: what runs wins, since it was asked for. */
const withoutHistory = (verdict: Verdict, { only, named }: PullChoice): PullStep => {
  if (verdict.fields.length === 0) return quiet(verdict);
  if (verdict.state === 'foreign' && !named)
    return report(
      verdict,
      'left',
      `It belongs to ${verdict.owner ?? 'another project'}; name its id to pull it all the same.`,
    );
  if (only === 'unmanaged') return quiet(verdict);
  if (only === 'drifted' && !named)
    return report(verdict, 'left', 'Nobody knows which side changed it; name its id to take it as it runs.');
  return { kind: 'merge', properties: 'all', conflicts: [] };
};

const drifted = (verdict: Verdict, { only }: PullChoice): PullStep => {
  const theirs = namesOf(verdict.fields, 'theirs');
  const conflicts = namesOf(verdict.fields, 'conflict');
  if (only === 'unmanaged' || (theirs.length === 0 && conflicts.length === 0)) return quiet(verdict);
  return { kind: 'merge', properties: theirs, conflicts };
};

/** What a pull does with a rule, from its verdict. */
export const pullStep = (verdict: Verdict, choice: PullChoice): PullStep => {
  if (verdict.live === undefined)
    return choice.named ? report(verdict, 'left', 'It does not run in the workspace.') : quiet(verdict);
  if (verdict.desired === undefined) return withoutFile(verdict, choice);
  switch (verdict.state) {
    case 'unowned':
    case 'foreign':
    case 'provenance':
    case 'identical':
      return withoutHistory(verdict, choice);
    default:
      return verdict.basis === 'two-way' && verdict.fields.every(({ side }) => side === 'ours')
        ? withoutHistory(verdict, choice)
        : drifted(verdict, choice);
  }
};
