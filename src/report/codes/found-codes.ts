import type { CodeRow } from './file-codes.ts';

const doctor = (status: string, severity: CodeRow[1], summary: string, why: string): CodeRow => [
  `doctor/${status}`,
  severity,
  summary,
  why,
];

/** Codes of what commands find besides findings in files, plans and drift. */
export const foundCodes: readonly CodeRow[] = [
  [
    'transfer/conflict',
    'warning',
    'Git and the other side changed the same field differently.',
    'Nothing of that field was written. Settle it in the file, then deploy, or take a side: --overwrite for the workspace, --conflicts for a template.',
  ],
  [
    'transfer/incomplete',
    'warning',
    'The file was written and does not say everything.',
    'It has errors, or the source says something that a file has no place for. The text of the finding names it.',
  ],
  [
    'transfer/refused',
    'error',
    'No file could be written.',
    'What was read cannot be a file of content; the text of the finding says why. The others were written.',
  ],
  [
    'transfer/left',
    'note',
    'It was left alone, since nobody asked for it or something stands in the way.',
    'The text of the finding says what to do to take it all the same.',
  ],
  [
    'transfer/found',
    'note',
    'A newer version of its template is there.',
    'Take over what only the template changed with `picket upstream --apply`.',
  ],
  [
    'backtest/noise',
    'error',
    'The rule would raise more alerts a day than its `noise` allows.',
    'People stop reading what comes too often. Narrow the query, raise the threshold, group or suppress; or allow more, on purpose.',
  ],
  [
    'backtest/gone',
    'note',
    'An entity that the rule named before is in none of its alerts any more.',
    'A change of a rule may lose what it was made for. Look whether these were false alarms.',
  ],
  [
    'health/auto-disabled',
    'warning',
    'The service has switched the rule off.',
    'Its query failed too often, or a table that it reads is gone. Correct the cause, then switch it on with `picket deploy --reenable`.',
  ],
  [
    'health/failing',
    'warning',
    'The last run of the rule failed.',
    'While it fails it finds nothing, and after many failures the service switches it off.',
  ],
  [
    'health/not-running',
    'warning',
    'The rule should have run and has not.',
    'What happened meanwhile is not looked at. Look at the rule and at the health table of the workspace.',
  ],
  [
    'health/failed-runs',
    'note',
    'Some runs of the rule failed, the last one did not.',
    'Mostly the service or a source was away for a while.',
  ],
  [
    'health/silent',
    'note',
    'The rule runs and raises no alert.',
    'That may be as it should be, or its source has dried up.',
  ],
  doctor('warning', 'warning', 'Something works less well than it could.', 'The text of the finding says what to do.'),
  doctor(
    'failed',
    'error',
    'Something that a deployment needs is missing.',
    'The text of the finding says what to do.',
  ),
  doctor(
    'unknown',
    'note',
    'Something could not be found out.',
    'The identity may not ask, or the service did not answer; a deployment may work all the same.',
  ),
  [
    'fmt/layout',
    'error',
    'A file is not laid out as `picket fmt` has it.',
    'One layout keeps differences small and without noise. `picket fmt` writes it: the order of keys and the layout of KQL, no value and no comment changed.',
  ],
  [
    'fmt/unreadable',
    'error',
    'A file is no YAML, so that it cannot be laid out.',
    'The text of the finding says where reading ends; `picket validate` shows the place.',
  ],
  [
    'fmt/left-alone',
    'note',
    'A part of a file stays as it is.',
    'Its layout cannot be changed with the proof that no value and no comment changes; the text of the finding says why.',
  ],
  [
    'audit/fault',
    'error',
    'A record of the log of deployments was altered, dropped or moved.',
    'Each record names the hash of the one before it, so that none changes without all that follow. What the log says of deployments is not proven any more; find out who wrote it.',
  ],
  [
    'audit/no-record',
    'note',
    'The log of deployments has no record.',
    'Before a first deployment there is none. Afterwards it means that the log is gone: `picket audit verify --contains HASH` fails unless a record that somebody kept the hash of is there.',
  ],
  [
    'onboard/undecided',
    'warning',
    'Nobody has decided what becomes of a rule that differs between git and the workspace.',
    'Write the table with --csv, fill in the column `decision`, and give it back with --decisions.',
  ],
];
