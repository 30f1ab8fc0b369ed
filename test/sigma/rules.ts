import { convertSigma, type ConvertOptions, type Conversion, type SigmaPipeline } from '../../src/sigma/convert.ts';
import { parseSigma } from '../../src/sigma/read/parse.ts';

/** A Sigma rule of our own making around a detection, for tests. */
export const sigmaRule = (detection: string, logsource = 'category: process_creation, product: windows'): string =>
  `title: A rule for a test
id: 5b1d3a52-3c1f-4e0c-9a4e-0d9a4b1f7e11
status: test
logsource: {${logsource}}
detection:
${detection
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
level: high
`;

export const convertText = (text: string, pipeline: SigmaPipeline, options: ConvertOptions = {}): Conversion => {
  const [result] = convertSigma([parseSigma(text, 'rule.yml')], pipeline, options);
  if (result === undefined) throw new Error('one file gives one result');
  return result;
};

/** The queries of a rule, or the cause of its refusal. */
export const outcome = (
  text: string,
  pipeline: SigmaPipeline,
  options: ConvertOptions = {},
): readonly string[] | string => {
  const result = convertText(text, pipeline, options);
  return 'error' in result ? result.error.cause : result.queries;
};
