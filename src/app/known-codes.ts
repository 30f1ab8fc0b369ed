import { everyCheck } from '../content/index.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { nearest } from '../core/text/nearest.ts';
import { pointer } from '../core/pointer.ts';
import { codeMeanings } from '../report/codes/codes.ts';
import type { Project } from './project.ts';

/** Every code that a finding can have: of the checks, and of everything else that a report says. */
export const knownCodes = (): readonly string[] => [...everyCheck.map(({ id }) => id), ...codeMeanings.keys()];

/**
 * Settings under `severities` of picket.yaml that would change nothing, without a word: codes that no finding has, and errors
 * that keep their weight.
 */
export const unknownSeverities = ({ config, document }: Project): readonly Diagnostic[] => {
  if (document === undefined) return [];
  const known = knownCodes();
  const exists = (code: string): boolean =>
    code.endsWith('*') ? known.some((each) => each.startsWith(code.slice(0, -1))) : known.includes(code);
  const kept = Object.entries(config.severities)
    .filter(
      ([code, severity]) =>
        severity !== 'error' && code.startsWith('yaml/') && codeMeanings.get(code)?.severity === 'error',
    )
    .map(([code]): Diagnostic => ({
      code: 'config/not-adjustable',
      severity: 'warning',
      message: `\`${code}\` stays an error: a rule that cannot be read would vanish without a word.`,
      hint: 'Take the setting out.',
      path: document.path,
      range: document.range(document.locate(pointer('severities', code))),
    }));
  const unknown = Object.keys(config.severities)
    .filter((code) => !exists(code))
    .map((code): Diagnostic => {
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
  return [...kept, ...unknown];
};
