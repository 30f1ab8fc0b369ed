import { analyticsRule } from '../content/analytics-rule/index.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { pointer } from '../core/pointer.ts';
import { codeMeanings } from '../report/codes.ts';
import type { Project } from './project.ts';

/** Every code that a finding can have: of the checks, and of everything else that a report says. */
export const knownCodes = (): readonly string[] => [...analyticsRule.lint.map(({ id }) => id), ...codeMeanings.keys()];

/** Codes under `severities` of picket.yaml that no finding has: the setting would change nothing, without a word. */
export const unknownSeverities = ({ config, document }: Project): readonly Diagnostic[] => {
  if (document === undefined) return [];
  const known = knownCodes();
  const exists = (code: string): boolean =>
    code.endsWith('*') ? known.some((each) => each.startsWith(code.slice(0, -1))) : known.includes(code);
  return Object.keys(config.severities)
    .filter((code) => !exists(code))
    .map((code) => {
      const [near] = nearest(code, known);
      return {
        code: 'config/unknown-code',
        severity: 'warning',
        message: `There is no finding \`${code}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
        hint: '`picket explain` lists all of them.',
        path: document.path,
        range: document.range(document.locate(pointer('severities', code), 'key')),
      };
    });
};
