import type { Verdict } from '../../core/engine/change.ts';
import { isOff } from '../../core/engine/live-state.ts';
import type { Project } from '../../core/engine/marker.ts';
import { hasHold } from '../../core/engine/override.ts';
import {
  endedLog,
  extendedLog,
  longestReason,
  settledLog,
  sameEntry,
  type OverrideEntry,
} from '../../core/engine/override-log.ts';
import { PicketError, refusal } from '../../core/errors.ts';
import { withoutSwitch } from '../../core/text/phrase.ts';
import type { Io } from '../../core/io.ts';
import { means } from '../../core/ref.ts';
import type { LiveResource } from '../../core/resource.ts';
import { namedInContent, namedInVerdicts, resolveRules } from '../rule-names.ts';
import { openSession, type Session, type WorkspaceRequest } from '../session.ts';
import { listed, verdictsOf } from '../verdicts.ts';
import { checkOwnership } from './adopt.ts';
import { momentOf } from './until.ts';
import { asRead, hasEntry, isNewer, record, recordNow, switchRule } from './switch.ts';

export type NowRequest = WorkspaceRequest & {
  /** The rule as it was typed: id, path, display name or the beginning of its id. */
  readonly rule: string;
};

export type DisableNowRequest = NowRequest & {
  /** A date (to its end in UTC), an ISO 8601 time, or a length of time from now (`4h`). */
  readonly until: string;
  readonly reason: string;
  readonly ticket?: string | undefined;
};

/** What became of a rule that was switched past git. */
export type SwitchedNow = {
  readonly id: string;
  readonly name: string;
  readonly path: string | undefined;
  readonly workspace: string;
  /** Whether its switch was moved; it may have been there before. */
  readonly isMoved: boolean;
  /** False for one that this project deployed and git no longer has: deployments leave it as it is. */
  readonly isInGit: boolean;
  /** What was understood of a rule that was not named by its id. */
  readonly said: readonly string[];
};

const actors = [
  'GITHUB_TRIGGERING_ACTOR',
  'GITHUB_ACTOR',
  'BUILD_REQUESTEDFOREMAIL',
  'BUILD_REQUESTEDFOR',
  'GITLAB_USER_LOGIN',
  'USER',
  'USERNAME',
  'LOGNAME',
] as const;

/** Who runs this, as the machine knows them: whoever began the run of a pipeline, or the user of the system. */
export const actorOf = (env: Io['env']): string =>
  actors.map((name) => env[name]?.trim()).find((name) => name !== undefined && name !== '') ?? 'somebody';

type Found = {
  readonly session: Session;
  readonly project: Project;
  readonly verdict: Verdict & { readonly live: LiveResource };
  readonly said: readonly string[];
};

/** The rule of a run, as this project runs it in the workspace. */
const foundRule = async (io: Io, request: NowRequest): Promise<Found> => {
  const session = await openSession(io, { ...request, missingFolders: 'empty', queries: 'skip' });
  checkOwnership(session);
  const { project } = session.project.config;
  const { name: workspace } = session.workspace;
  const verdicts = verdictsOf(session, await listed(session, { mentioning: false }));
  const { ids, said } = resolveRules(
    io,
    [request.rule],
    [...namedInVerdicts(verdicts, session.typeOf), ...namedInContent(session.content)],
    // It is undone as quickly, and who is woken at night has names and no ids.
    { to: 'read', unknown: (text) => `Nothing in ${workspace} is \`${text}\`.` },
  );
  const verdict = verdicts.find((each) => ids.some((id) => means(id, each)));
  const live = verdict?.live;
  if (verdict === undefined || live === undefined || project === undefined)
    throw refusal(
      `${verdict?.displayName ?? request.rule} does not run in ${workspace}.`,
      'not-live',
      `What git has of it is switched off before it is deployed with picket disable, without --now.`,
    );
  const { words, canonical } = session.typeOf(verdict.type);
  if (canonical.enabled === undefined)
    throw refusal(withoutSwitch(verdict.displayName, words), 'no-switch', 'Leave it as it is.');
  if (verdict.owner !== undefined || verdict.marker === undefined)
    throw refusal(
      `${verdict.displayName} belongs to ${verdict.owner ?? 'nobody'}, and not to this project.`,
      'not-owned',
      verdict.owner === undefined
        ? `Switch it off in the portal, or take it over first: picket adopt ${verdict.id} -w ${workspace}.`
        : 'Switch it off from where it is deployed from, or in the portal.',
    );
  // From here on something is written, and what is begun is done.
  if (io.signals.stop.aborted)
    throw new PicketError('interrupted', `${verdict.displayName} is as it was in ${workspace}.`, {
      code: 'interrupted',
    });
  return { session, project, verdict: { ...verdict, live }, said };
};

const result = ({ session, verdict, said }: Found, isMoved: boolean): SwitchedNow => ({
  id: verdict.id,
  name: verdict.displayName,
  path: verdict.path,
  workspace: session.workspace.name,
  isMoved,
  isInGit: verdict.state !== 'gone',
  said,
});

/** Why a rule is off whatever people recorded of it. */
const staysOff = ({ session, verdict: { type, desired, autoDisabled } }: Found): 'git' | 'service' | undefined => {
  if (desired !== undefined && isOff(desired.resource.body, session.typeOf(type).canonical)) return 'git';
  return autoDisabled === undefined ? undefined : 'service';
};

/** Two people said the opposite at the same time: the later word counts, and the other one is told so. */
const overtaken = ({ session, verdict }: Found, what: string): PicketError =>
  refusal(
    `${verdict.displayName} in ${session.workspace.name}: ${what} at the same time, and that counts.`,
    'overtaken',
    'Agree with them; whoever says it again has the last word.',
  );

/** What is recorded and not done: who is awake has to know that the rule still runs. */
const unswitched = ({ session, verdict }: Found, error: unknown): unknown =>
  error instanceof PicketError && error.kind !== 'interrupted' && error.code !== 'rule-gone'
    ? new PicketError(
        error.kind,
        `${verdict.displayName} still runs in ${session.workspace.name}, though it is recorded as off: ${error.message}`,
        {
          code: 'override-pending',
          hint: 'Run this again; else the next deployment switches it off.',
          failure: error.failure,
          cause: error,
        },
      )
    : error;

const checkText = (flag: string, text: string | undefined, longest: number): void => {
  if (text !== undefined && text.length > longest)
    throw new PicketError('usage', `--${flag} has ${text.length} characters; the workspace keeps ${longest}.`, {
      code: 'too-long',
      hint: 'Say it shorter, and name a ticket that says the rest with --ticket.',
    });
};

/**
 * Switches a rule off in a workspace at once, whatever git says, and records until when, by whom and why: first the
 * record, so that each deployment from then on keeps it off, then the rule. Rejects with a `usage` error for a moment that
 * has passed or a text that is too long, with a `refusal` for a rule that is not this project's or does not run, and with
 * a `service` error `override-unrecorded` where the rule is off and only the record could not be written, with
 * `override-pending` where only the record was, and with a `refusal` `overtaken` where somebody ended it at the same time.
 */
export const disableNow = async (io: Io, request: DisableNowRequest): Promise<SwitchedNow & OverrideEntry> => {
  const until = momentOf(request.until, io.clock.now());
  checkText('reason', request.reason, longestReason);
  checkText('ticket', request.ticket, 200);
  const found = await foundRule(io, request);
  const entry: OverrideEntry = {
    by: actorOf(io.env),
    at: new Date(io.clock.now()).toISOString(),
    until,
    reason: request.reason,
    ...(request.ticket === undefined ? {} : { ticket: request.ticket }),
  };
  let isSent = false;
  let unrecorded: PicketError | undefined;
  try {
    await record(found, (log) => {
      // The answer to a first try may have been lost: then it stands there already.
      if (isSent && hasEntry(log, entry)) return log;
      isSent = true;
      return extendedLog(entry, log);
    });
  } catch (error) {
    if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
    unrecorded = error;
  }
  const isMoved = await switchRule(found.session, found.verdict, false).catch((error: unknown) => {
    throw unrecorded === undefined ? unswitched(found, error) : error;
  });
  if (unrecorded !== undefined)
    throw new PicketError(
      'service',
      `${found.verdict.displayName} is off in ${found.session.workspace.name}, and that could not be recorded: ${unrecorded.message}`,
      {
        code: 'override-unrecorded',
        hint: `Deployments leave it off and call it drift, for as long as you like: ${
          unrecorded.failure === 'invalid'
            ? 'this workspace takes no such record, so merge what picket disable writes without --now.'
            : 'run this again, or merge what picket disable writes.'
        }`,
        failure: unrecorded.failure,
        cause: unrecorded,
      },
    );
  const last = await recordNow(found);
  if (!hasEntry(last, entry)) return { ...result(found, isMoved), ...entry };
  const [newest] = last;
  if (newest.ended === undefined) return { ...result(found, isMoved), ...newest };
  if (staysOff(found) === undefined) await switchRule(found.session, found.verdict, true);
  throw overtaken(found, `${newest.ended.by} switched it on again`);
};

/** What became of a rule that was to be switched on past git. */
export type EnabledNow = SwitchedNow & {
  /** The override that ended; undefined where there was none. */
  readonly ended: OverrideEntry | undefined;
  /** Why it stays off. */
  readonly off: 'git' | 'service' | undefined;
};

/**
 * Ends the switching off of a rule in a workspace: records that it ended, brings the rule back, and records that too, so
 * that whatever comes between is done by the next deployment. Where git has it off, or the service switched it off, it
 * stays so. Rejects as disableNow does.
 */
export const enableNow = async (io: Io, request: NowRequest): Promise<EnabledNow> => {
  const found = await foundRule(io, request);
  const { session, verdict } = found;
  const { override } = verdict;
  const hold = hasHold(override) ? override.log : undefined;
  const end = { by: actorOf(io.env), at: new Date(io.clock.now()).toISOString() };
  const log = hold && (await record(found, (now) => endedLog(now ?? hold, end)));
  const off = staysOff(found);
  const isMoved = off === undefined && (await switchRule(session, verdict, true));
  if (log !== undefined) {
    const [newest] = (await record(found, (now) => (isNewer(now, log[0]) ? now : settledLog(log)))) ?? log;
    if (!sameEntry(newest, log[0]) && newest.ended === undefined) {
      await switchRule(session, verdict, false);
      throw overtaken(found, `${newest.by} switched it off again, until ${newest.until}`);
    }
  } else if (override?.standing === 'unreadable' && override.resource !== undefined)
    // What somebody put in its place since then is another record.
    await session.connection.workspace.remove(
      'metadata',
      override.resource.name,
      asRead(override.resource),
      io.signals.abort,
    );
  return { ...result(found, isMoved), ended: log?.[0], off };
};
