import { pointer } from '../../../core/pointer.ts';
import type { Parameter } from '../signature.ts';
import type { ParserRepositoryCheck } from './draft.ts';

/** What of a signature changed in a way that a call which fitted before may not survive. */
export const broken = (before: readonly Parameter[], after: readonly Parameter[]): readonly string[] => {
  const gone = before.filter(({ name }) => !after.some((each) => each.name === name));
  const retyped = after.flatMap((each) => {
    const old = before.find(({ name }) => name === each.name);
    return old !== undefined && old.type !== each.type ? [`\`${each.name}\` is ${each.type}, was ${old.type}`] : [];
  });
  const bare = after.filter(({ name, default: standard }) => {
    const old = before.find((each) => each.name === name);
    return standard === undefined && (old === undefined || old.default !== undefined);
  });
  const order = after.filter(({ name }) => before.some((each) => each.name === name)).map(({ name }) => name);
  const was = before.filter(({ name }) => order.includes(name)).map(({ name }) => name);
  return [
    ...gone.map(({ name }) => `\`${name}\` is gone`),
    ...retyped,
    ...bare.map(({ name }) => `\`${name}\` must be given now`),
    ...(order.join() === was.join() ? [] : [`their order is ${order.join(', ')}, was ${was.join(', ')}`]),
  ];
};

export const signatureChanged: ParserRepositoryCheck = {
  id: 'repo/signature-changed',
  scope: 'repository',
  severity: 'warning',
  summary: 'A parser takes other parameters than before, so that calls of it may break.',
  why:
    'Whoever calls the function relies on names, types, order and defaults of its parameters (Azure-Sentinel#9520, ' +
    'PR#10296, PR#15162). Calls in the files are compiled against the new list; those that live in the workspace alone ' +
    'are not. Compared with `--base REF`.',
  *check(items, { base = [] }) {
    for (const { document, raw, draft } of items) {
      const { functionAlias, parameters = [] } = draft.values;
      const old = base.find(
        ({ draft: { values } }) => values.functionAlias?.toLowerCase() === functionAlias?.toLowerCase(),
      );
      if (functionAlias === undefined || old === undefined) continue;
      const changes = broken(old.draft.values.parameters ?? [], parameters);
      if (changes.length > 0)
        yield {
          path: document.path,
          at: pointer(raw[draft.style.parameters] === undefined ? draft.style.query : draft.style.parameters),
          message: `Calls of \`${functionAlias}\` may break: ${changes.join('; ')}.`,
          hint: 'Add new parameters at the end, with a default; keep those that are there.',
        };
    }
  },
};
