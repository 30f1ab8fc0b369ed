import type { SigmaDetectionRule } from './read/model.ts';

/** A log source in words, for messages. */
export const logsourceText = ({ logsource }: SigmaDetectionRule): string =>
  (['category', 'product', 'service'] as const)
    .flatMap((key) => (logsource[key] === undefined ? [] : [`${key} ${logsource[key]}`]))
    .join(', ');
