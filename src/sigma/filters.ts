import type { Detection, SigmaDetectionRule, SigmaFilterRule, SigmaRule } from './model.ts';

const covers = (filter: SigmaFilterRule, rule: SigmaDetectionRule): boolean => {
  const named = filter.rules === 'any' || filter.rules.some((name) => name === rule.id || name === rule.name);
  return (
    named &&
    (['category', 'product', 'service'] as const).every(
      (key) => filter.logsource[key] === undefined || filter.logsource[key] === rule.logsource[key],
    )
  );
};

/** A filter's identifiers get names of their own in the rule, so that they never meet the rule's. */
const apply = (filter: SigmaFilterRule, number: number, rule: SigmaDetectionRule): SigmaDetectionRule => {
  const own = new Map([...filter.detections.keys()].map((name) => [name, `_filter${number}_${name}`]));
  const detections = new Map<string, Detection>(rule.detections);
  for (const [name, detection] of filter.detections) detections.set(own.get(name) ?? name, detection);
  const rename = (text: string): string => text.replaceAll(/[A-Za-z0-9_-]+/g, (word) => own.get(word) ?? word);
  const terms = filter.conditions.map(({ text }) => `(${rename(text)})`).join(' or ');
  return {
    ...rule,
    detections,
    conditions: rule.conditions.map((condition) => ({ ...condition, text: `(${condition.text}) and ${terms}` })),
  };
};

/** The rule with every filter added that names it or its log source. A filter's condition says what is kept. */
export const filtered = (rule: SigmaDetectionRule, rules: readonly SigmaRule[]): SigmaDetectionRule => {
  let result = rule;
  let number = 0;
  for (const other of rules) {
    if (other.kind !== 'filter' || !covers(other, rule)) continue;
    number += 1;
    result = apply(other, number, result);
  }
  return result;
};
