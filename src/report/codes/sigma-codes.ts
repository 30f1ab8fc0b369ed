import type { CodeRow } from './file-codes.ts';

/** Codes of what keeps a Sigma rule from becoming a rule of Sentinel. */
export const sigmaCodes: readonly CodeRow[] = [
  [
    'sigma/invalid',
    'error',
    'The Sigma rule contradicts the specification.',
    'Nothing can be made of it that would surely detect what its author meant. Correct what the message names.',
  ],
  [
    'sigma/too-large',
    'error',
    'The Sigma rule expands to more than is converted.',
    'Its query would be too long for the service. Split the rule, or shorten its lists.',
  ],
  [
    'sigma/pipe-condition',
    'error',
    'The condition counts with `|`, which Sigma has given up.',
    'Write a correlation rule instead (Sigma specification, "Correlation Rules").',
  ],
  [
    'sigma/unknown-modifier',
    'error',
    'A field has a modifier that does not exist, or that does not go with the others.',
    'Left out, the rule would match something else. Correct the modifier.',
  ],
  [
    'sigma/value-type',
    'error',
    'A value has a type that its modifier does not take.',
    'A modifier for texts needs a text, one for numbers a number. Correct the value or the modifier.',
  ],
  [
    'sigma/value',
    'error',
    'A value cannot be read as what its modifier expects.',
    'An address range, a timestamp or an encoded text has a fixed form. Correct the value.',
  ],
  [
    'sigma/regular-expression',
    'error',
    'A regular expression is not valid, or is one that KQL does not have.',
    'KQL uses RE2: no look-around and no back-references. Write it without them.',
  ],
  [
    'sigma/condition',
    'error',
    'The condition cannot be read, or names a detection that is not there.',
    'It says how the detections are combined, so without it there is no query. Correct the condition.',
  ],
  [
    'sigma/detection',
    'error',
    'The detection section is missing or has the wrong form.',
    'It holds what is searched for. Write it as the Sigma specification shows.',
  ],
  [
    'sigma/logsource',
    'error',
    'The log source is missing or has the wrong form.',
    'It decides which table is read. Give at least one of product, category and service.',
  ],
  [
    'sigma/collection',
    'error',
    'The documents of the file do not fit together.',
    'Correlations and filters name other rules, which must be in the same file or among the files that are converted.',
  ],
  [
    'sigma/no-table',
    'error',
    'No pipeline knows the table for this log source.',
    'Choose another pipeline with --pipeline, or write one that maps the log source to a table.',
  ],
  [
    'sigma/unsupported-field',
    'error',
    'A field has no column in the table.',
    'A query that names it would not compile. Map the field in a pipeline, or take it out of the rule.',
  ],
  [
    'sigma/hash-algo-unsupported',
    'error',
    'A hash is of a kind for which the table has no column.',
    'Add a hash of a kind that the table holds, which the message names.',
  ],
  [
    'sigma/placeholder-unexpanded',
    'error',
    'A placeholder has no values.',
    'Left as it is, `%name%` would be searched for as text. Give its values with --placeholders.',
  ],
  [
    'sigma/fieldref-unsupported',
    'error',
    'Fields are compared with one another in a way that KQL does not have.',
    'Write the comparison as a rule of its own in KQL.',
  ],
  [
    'sigma/correlation-unsupported',
    'error',
    'The correlation is of a kind that one query cannot express.',
    'Write it in KQL, or as a correlation of a kind that the message names.',
  ],
  [
    'sigma/unsupported-value',
    'error',
    'A value cannot be expressed for its column.',
    'A column of numbers cannot hold a text with wildcards, for example. Correct the value, or map the field to another column.',
  ],
  [
    'sigma/query-does-not-compile',
    'error',
    'The query that was made does not compile.',
    'It is shown with what the KQL compiler says. Usually a pipeline names a column or a table that does not exist.',
  ],
  [
    'sigma/query-never-fires',
    'error',
    'The rule that would be made can never find anything.',
    'Its conditions exclude one another, mostly because one field must have two values at once. No rule is made of it, since nobody would look for the reason of its silence. Correct the condition of the Sigma rule: `1 of` instead of `all of`, or `or` instead of `and`.',
  ],
  [
    'sigma/query-too-long',
    'error',
    'The query that was made is far too long for a rule.',
    'A scheduled rule takes 10,000 characters. Put the long lists of the Sigma rule into a watchlist, or split the rule.',
  ],
  [
    'sigma/query',
    'warning',
    'The query that was made has something to look at.',
    'It compiles, and the KQL compiler or a check remarks on it. Look at the query before it is deployed.',
  ],
  [
    'sigma/pipeline',
    'error',
    'A pipeline cannot be read.',
    'Without it fields and tables would be mapped in another way than was asked for. Correct what the message names.',
  ],
  [
    'sigma/placeholders',
    'error',
    'The file of placeholders cannot be read.',
    'It is a mapping of names to a value or a list of values. Correct what the message names.',
  ],
];
