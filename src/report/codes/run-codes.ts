import type { CodeRow } from './file-codes.ts';

const loss = (name: string, summary: string): CodeRow => [
  `plan/${name}`,
  'warning',
  summary,
  'Coverage is lost, on purpose or not. Somebody has to agree: under `approvals` in picket.yaml with a reason and a day until which it holds, or with --approve and the digest of the change set.',
];

const fuse = (name: string, summary: string, option: string): CodeRow => [
  `plan/${name}`,
  'error',
  summary,
  `Mostly a sign of a wrong folder, filter or branch, so the whole run is refused. If it is meant, name the number with ${option}.`,
];

const quota = (kind: string, name: string): CodeRow => [
  `plan/quota-${kind}`,
  'error',
  `More ${name} would be there than the service takes.`,
  'It would refuse what is beyond the limit in the middle of the run. Disable or remove some; what is off does not count.',
];

const again = 'What people agreed to is no longer what would happen. Make the plan again and have it agreed again.';

const drift = (state: string, summary: string, why: string): CodeRow => [`drift/${state}`, 'warning', summary, why];

/** Codes of what a plan refuses or loses, of what a deployment left undone, and of drift. */
export const runCodes: readonly CodeRow[] = [
  [
    'plan/drift',
    'warning',
    'The rule was changed in the workspace since its last deployment.',
    'Deploying would undo what somebody did there. Take the change over with `picket pull`, or write the state of git over it with --overwrite.',
  ],
  [
    'plan/switched-off',
    'warning',
    'The rule was switched off in the workspace, and nothing recorded says until when.',
    'A deployment does not switch on what somebody has just switched off. Put it on the record with `picket disable --now`, switch it on with `picket enable --now`, or deploy the other rules with --tolerate switched-off.',
  ],
  [
    'plan/conflict',
    'warning',
    'The rule was changed in git and, differently, in the workspace.',
    'Either side would lose. Bring the file to what should run, then write it with --overwrite.',
  ],
  [
    'plan/not-owned',
    'warning',
    'The rule runs in the workspace, and this project has not deployed it.',
    'It may be in use by others. Take it over with `picket adopt`.',
  ],
  [
    'plan/foreign',
    'warning',
    'The rule is managed by another project or by Repositories.',
    'Two managers would undo one another. If it has moved here, take it over by name with `picket adopt`.',
  ],
  [
    'plan/look-alike',
    'warning',
    'A rule like this one runs in the workspace already under another id.',
    'Both would alert on the same events. Adopt the one that runs, or give the new one another name.',
  ],
  [
    'plan/needs-refused',
    'warning',
    'Something that it needs is refused.',
    'It would be made without a function, a list or a rule that it names. Settle the refusal of what it needs first.',
  ],
  [
    'plan/still-called',
    'warning',
    'Something would be removed that what stays still calls.',
    'Queries that call a parser, read a watchlist or the table of a summary rule fail or go silent without it. Change or remove them first.',
  ],
  [
    'plan/renamed-while-called',
    'warning',
    'A function or a table would get another name while something that stays still calls it by the old one.',
    'The service renames it at once, and every query of the old name fails. Change what calls it first, or make a second one.',
  ],
  [
    'plan/breaks-callers',
    'warning',
    'A parser would take other parameters, and a call that only the workspace has would break.',
    'What git has is compiled against the new parameters; what runs besides is not. Add parameters at the end and with a default, or bring the callers along.',
  ],
  [
    'plan/alias-change',
    'warning',
    'The alias of a deployed watchlist would change.',
    'A watchlist cannot be renamed: a second list would be made, and queries of the old name would read rows that nobody keeps. Deploy the new list beside the old one, move the queries, then remove the old one with --prune.',
  ],
  [
    'plan/search-key-change',
    'warning',
    'The search key of a deployed watchlist would change.',
    'The service does not change it as long as the list lives. Make a list with another alias and the new key, move the queries to it, and let the old one be removed.',
  ],
  [
    'plan/kind-change',
    'warning',
    'The kind of a deployed rule would change.',
    'The service does not allow that. Give the rule a new id, and let the old one be removed.',
  ],
  [
    'plan/template-link-change',
    'warning',
    'The link of a deployed rule to its template would change.',
    'The service does not allow that. Keep the link, or give the rule a new id.',
  ],
  [
    'plan/api-version',
    'warning',
    'The api-version does not carry something that the rule uses.',
    'The service would drop it without a word. Take a newer api-version, or leave it out.',
  ],
  [
    'plan/unknown-table',
    'warning',
    'The query reads a table or function that the workspace does not have.',
    'The service would refuse the rule. Connect the data source first, or choose workspaces for the rule.',
  ],
  [
    'plan/not-onboarded',
    'error',
    'The workspace does not have Microsoft Sentinel.',
    'No rule can be written there. Add Sentinel in the portal, or name another workspace.',
  ],
  [
    'plan/missing-permission',
    'error',
    'The identity may not do what the plan needs.',
    'The run would stop halfway. Give it the role that is named; `picket doctor` prints the command.',
  ],
  [
    'plan/unknown-id',
    'error',
    'An id was named that neither git nor the workspace has.',
    'A typing mistake would otherwise look like success. Correct the id.',
  ],
  [
    'plan/adopt-needs-file',
    'error',
    'A rule was to be adopted that has no file.',
    'Adopting says that git describes the rule. Write it into a file first with `picket pull`.',
  ],
  [
    'plan/no-switch',
    'error',
    'Something that git no longer has was to be switched off, and it has no switch.',
    'Only what runs by itself can be switched off; --prune removes the rest.',
  ],
  [
    'plan/all-or-nothing',
    'error',
    'Some rules were refused, and the run was to do all or nothing.',
    'Solve what the other refusals say, or deploy without --all-or-nothing.',
  ],
  [
    'plan/prune-partial',
    'error',
    'Rules were to be pruned although only a part of the content was read.',
    'A rule that was not read would count as removed. Read everything, or leave --prune out.',
  ],
  [
    'plan/prune-empty',
    'error',
    'Rules were to be pruned although there is no rule in the content.',
    'An empty folder is nearly always a mistake, and would delete everything. Check the folder and the branch.',
  ],
  [
    'plan/no-content-folder',
    'error',
    'A content folder of picket.yaml does not exist.',
    'Its rules would count as removed. Correct `content` in picket.yaml, or make the folder.',
  ],
  fuse('too-many-deletes', 'More rules would be deleted than a run may.', '--allow-deletes'),
  fuse('too-many-disables', 'More rules would be switched off than a run may.', '--allow-disables'),
  fuse('too-many-row-deletes', 'More rows of a watchlist would be deleted than a run may.', '--allow-row-deletes'),
  fuse('too-many-changes', 'More rules would be changed than a run may.', '--allow-changes'),
  [
    'plan/listing-incomplete',
    'error',
    "The workspace's list of rules lacks more deployed rules than anybody is likely to have deleted.",
    'A list that is not whole makes every rule that it lacks look new, and a deployment would write over what runs. It was asked for twice. Look into the workspace; where the rules were deleted there, say how many with --allow-missing.',
  ],
  [
    'plan/stale-read',
    'warning',
    'Reads show a rule in an older version than the last deployment wrote.',
    'The service may answer a read with an older state for a while after a write. The rule was read again for two minutes and is left alone, because nobody can tell what runs. Plan again in some minutes.',
  ],
  quota('scheduled', 'enabled scheduled rules'),
  quota('nrt', 'enabled near-real-time rules'),
  quota('summary', 'active summary rules'),
  quota('automation', 'automation rules'),
  [
    'plan/quota-row-changes',
    'error',
    'A run alone would change more rows of watchlists than a workspace lets change in a month.',
    'The service stops taking rows in the middle. Deploy a part now, or keep so large a list elsewhere.',
  ],
  ['plan/plan-outdated', 'error', 'The workspace is no longer what was planned.', again],
  ['plan/plan-other-options', 'error', 'The saved plan was made with other options.', again],
  ['plan/plan-too-old', 'error', 'The saved plan is too old.', again],
  ['plan/plan-other-workspace', 'error', 'The saved plan is for another workspace.', again],
  [
    'plan/plan-other-version',
    'error',
    'The saved plan was made by another version, or with other api-versions.',
    again,
  ],
  ['plan/plan-other-content', 'error', 'The checkout is not what the saved plan was made from.', again],
  loss('coverage-loss', 'The run would lose coverage that nobody agreed to lose.'),
  loss('severity-lowered', 'The severity of a rule is lowered.'),
  loss('threshold-raised', 'The threshold of a rule is raised.'),
  loss('suppression-on', 'A rule is silent for a while after each alert.'),
  loss('suppression-longer', 'A rule is silent for longer after each alert.'),
  loss('schedule-gap', 'The query no longer looks at all of the time that passes between two runs.'),
  loss('tactic-dropped', 'A rule no longer names a tactic.'),
  loss('technique-dropped', 'A rule no longer names a technique.'),
  loss('entity-dropped', 'A rule no longer maps an entity.'),
  loss('incidents-off', 'A rule makes no incidents any more.'),
  loss('rule-disabled', 'A rule is switched off.'),
  loss('rule-deleted', 'A rule is deleted.'),
  [
    'plan/warning',
    'note',
    'Something to know about a change before it is made.',
    'The change is made all the same. The message says what comes with it.',
  ],
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
    'The service may answer a read with an older state for a while after a write. The rule was read again for two minutes, and nobody can tell what runs: it is not called drift, and the exit code is 4 where nothing else drifted. Look again in some minutes.',
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
