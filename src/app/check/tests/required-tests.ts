import type { QueryRule } from '../../../content/analytics-rule/alerts/index.ts';
import type { RequiredTests } from '../../../core/config/config.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { UntestedRule } from '../../../core/tests.ts';
import type { RuleItem } from '../../content.ts';

const isRequired = (
  { severities, statuses }: RequiredTests,
  { rule, item }: { readonly rule: QueryRule; readonly item: RuleItem },
): boolean => {
  const { status } = item.raw;
  return (
    (severities === undefined || severities.includes(rule.severity)) &&
    (statuses === undefined || (typeof status === 'string' && statuses.includes(status)))
  );
};

/** Rules that have to be tested, as picket.yaml says, and are not, each as an error at its name. */
export const missingTests = (
  required: RequiredTests | undefined,
  rules: readonly { readonly rule: QueryRule; readonly item: RuleItem }[],
  lacking: readonly UntestedRule[],
): readonly Diagnostic[] => {
  if (required === undefined) return [];
  const byPath = new Map(rules.map((each) => [each.item.document.path, each]));
  return lacking.flatMap(({ path, lacks }): readonly Diagnostic[] => {
    const found = byPath.get(path);
    if (found === undefined || !isRequired(required, found)) return [];
    const { document } = found.item;
    return [
      {
        code: 'test/untested',
        severity: 'error',
        message: `The rule lacks ${lacks.join(', and ')}; \`requireTests\` in picket.yaml wants both.`,
        hint: 'Write them into `<rule>.test.yaml` beside it.',
        path,
        range: document.range(document.locate('/name')),
      },
    ];
  });
};
