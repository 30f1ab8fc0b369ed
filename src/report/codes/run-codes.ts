import type { CodeRow } from './file-codes.ts';

const drift = (state: string, summary: string, why: string): CodeRow => [`drift/${state}`, 'warning', summary, why];

/** Codes of what a deployment left undone, and of drift. */
export const runCodes: readonly CodeRow[] = [
  [
    'deploy/skipped',
    'warning',
    'A change was not made, because something else had to come first or stood in the way.',
    'The message says what. The next run makes the change once that is solved.',
  ],
  [
    'deploy/not-attempted',
    'warning',
    'A change was not tried, because the run ended before it.',
    'Nothing of it was sent. Run it again: what was done already is not repeated.',
  ],
  [
    'deploy/refused',
    'error',
    'A change was refused directly before it would have been made.',
    'Somebody changed the rule after the plan was made. Plan again.',
  ],
  [
    'deploy/unknown',
    'error',
    'A change was sent, no answer came, and no read could tell whether the service carried it out.',
    'The connection broke, or the run was interrupted. Plan again: what is live is read anew, and only what differs is written.',
  ],
  [
    'deploy/failed',
    'error',
    'The service refused a change, or could not be reached for it.',
    'The message is that of the service. Correct its cause and run it again: what was done already is not repeated.',
  ],
  drift(
    'theirs',
    'The rule was changed in the workspace.',
    'Take the change over with `picket pull`, or write the state of git over it with `picket deploy --overwrite`.',
  ),
  drift(
    'conflict',
    'The same field was changed in git and in the workspace.',
    'Bring the file to what should run, then write it with `picket deploy --overwrite`.',
  ),
  drift(
    'both',
    'Different fields were changed in git and in the workspace.',
    '`picket pull` merges what was changed in the workspace into the file.',
  ),
  drift(
    'missing',
    'The rule was deployed, and is missing from the workspace.',
    'Somebody deleted it. The next deployment makes it again; if it should be gone, remove its file.',
  ),
  drift(
    'override',
    'The rule is on or off otherwise than its override has it, or had it until now.',
    'Somebody switched on in the workspace what an override has off, or the time of an override is over. The next deployment moves the switch; `picket enable --now` ends an override.',
  ),
  drift('ours', 'The rule was changed in git and not deployed since.', 'The next deployment writes it.'),
  drift('new', 'The rule is in git and was never deployed.', 'The next deployment makes it.'),
  drift(
    'gone',
    'The rule was deployed, and git no longer has it.',
    'It still runs. Remove it with `picket deploy --prune`, or bring the file back.',
  ),
  drift(
    'unowned',
    'The rule is in git and in the workspace, and this project has not deployed it.',
    'Take it over with `picket adopt`.',
  ),
  [
    'drift/unclear',
    'warning',
    'Reads show the rule in an older version than the last deployment wrote.',
    'The service may answer a read with an older state for a while after a write. The rule was read again until two minutes had passed since then, and nobody can tell what runs: it is not called drift, and the exit code is 4 where nothing else drifted. Look again in some minutes.',
  ],
  [
    'drift/unmanaged',
    'note',
    'The rule is only in the workspace.',
    'It is never touched. Write it into a file with `picket pull`, if it should be managed from git.',
  ],
  drift(
    'auto-disabled',
    'The service has switched the rule off (AUTO DISABLED).',
    'Its query failed too often, or a table that it reads is gone. Correct the cause, then switch it on with `picket deploy --reenable`.',
  ),
];
