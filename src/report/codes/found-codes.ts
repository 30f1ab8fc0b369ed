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
    'onboard/undecided',
    'warning',
    'Nobody has decided what becomes of a rule that differs between git and the workspace.',
    'Write the table with --csv, fill in the column `decision`, and give it back with --decisions.',
  ],
];
