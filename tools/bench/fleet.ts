import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '../../src/core/ports.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { withSettings } from '../../src/emulator/settings/settings.ts';
import { createThrottle } from '../../src/emulator/throttle.ts';
import { inFolder } from '../../test/cli/io.ts';
import { formats } from '../../src/report/index.ts';
import { nameOf } from './many-rules.ts';
import type { Figure } from './measure.ts';

const customers = 200;
const rules = 300;
/** Of a request, in milliseconds. */
const latency = 50;
/** Workspaces at a time, as picket.yaml has it unless told otherwise. */
const concurrency = 8;

const numberOf = (index: number): string => String(index).padStart(12, '0');
const subscriptionOf = (index: number): string => `00000000-0000-0000-0000-${numberOf(index)}`;
const workspaceOf = (index: number): string => `law-${numberOf(index)}`;

/** `own`: each workspace in a subscription of its own, as customers have it; `one`: all in one, which paces them together. */
type Subscriptions = 'own' | 'one';

const picketYaml = (
  url: string,
  subscriptions: Subscriptions,
): string => `project: { name: fleet, id: 8a3f6f0e-1c7d-4b59-8a35-6d1e0f2b9c47 }
content: [rules]
fleet: { concurrency: ${concurrency} }
workspaces:
${Array.from({ length: customers }, (_, index) => {
  const subscription = subscriptionOf(subscriptions === 'own' ? index : 0);
  return `  c/${numberOf(index)}: { subscriptionId: ${subscription}, resourceGroup: rg, workspaceName: ${workspaceOf(index)}, emulator: { url: '${url}' } }\n`;
}).join('')}`;

/** What the network saw of a run. */
type Seen = { requests: number; readonly bySubscription: Map<string, number>; first: number; last: number };

const nothingSeen = (): Seen => ({ requests: 0, bySubscription: new Map(), first: 0, last: 0 });

const boundless = { size: 1_000_000, perSecond: 1_000_000 };

/**
 * A service that has the same in every workspace: what the first one has. Requests take their time, and each
 * subscription has its own bucket.
 */
const fleetService = () => {
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const emulator = createEmulator({
    store: memoryStore(),
    clock,
    settings: { queries: 'accepted', throttle: { reads: boundless, writes: boundless, deletes: boundless } },
  });
  const state = { seen: nothingSeen(), paced: false, throttle: createThrottle(withSettings({})) };
  const transport: Transport = async (request) => {
    const [, subscription = '', , index = ''] =
      /subscriptions\/0{8}-0{4}-0{4}-0{4}-(\d{12})(.*?)law-(\d{12})/i.exec(request.url) ?? [];
    if (!state.paced) return emulator(request);
    const { seen } = state;
    seen.first = seen.requests === 0 ? performance.now() : seen.first;
    seen.requests += 1;
    seen.bySubscription.set(subscription, (seen.bySubscription.get(subscription) ?? 0) + 1);
    await sleep(latency);
    const admitted = state.throttle.admit(request, subscription, Date.now());
    const refused = 'refusal' in admitted ? admitted.refusal : undefined;
    const answer =
      refused === undefined
        ? await emulator({
            ...request,
            url: request.url.replaceAll(subscription, numberOf(0)).replaceAll(index, numberOf(0)),
          })
        : { status: refused.status, headers: { ...refused.headers }, body: JSON.stringify(refused.body) };
    seen.last = performance.now();
    return { ...answer, body: answer.body.replaceAll(`law-${numberOf(0)}`, `law-${index}`) };
  };
  const begin = (): Seen => {
    state.seen = nothingSeen();
    state.paced = true;
    state.throttle = createThrottle(withSettings({}));
    return state.seen;
  };
  return { transport, begin };
};

const tables = ['SigninLogs', 'AADNonInteractiveUserSignInLogs'];

/** A rule as long as those that people write, with a query that no other has. */
const ruleOf = (index: number): string => `id: 00000000-0000-4000-8000-${numberOf(index)}
name: Rule ${index}
version: 1.0.0
kind: Scheduled
description: |
  Many failed sign-ins of one account from several addresses, followed by one that succeeds: variant ${index}.
  Look at the addresses first, then at what the account did afterwards; a lost password looks the same.
severity: Medium
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes: [SigninLogs]
query: |
  let threshold = ${5 + (index % 50)};
  let failures = ${tables[index % 2]}
      | where TimeGenerated > ago(1h)
      | where ResultType in ("50126", "50053", "50055", "${50_000 + index}")
      | where isnotempty(IPAddress) and AppDisplayName != "Variant ${index}"
      | summarize FailedCount = count(), Addresses = make_set(IPAddress, 100), FirstSeen = min(TimeGenerated)
          by UserPrincipalName, UserId, AppDisplayName
      | where FailedCount >= threshold and array_length(Addresses) > 1;
  let successes = ${tables[index % 2]}
      | where TimeGenerated > ago(1h)
      | where ResultType == "0"
      | project SucceededAt = TimeGenerated, UserId, SuccessAddress = IPAddress, UserAgent;
  failures
  | join kind=inner (successes) on UserId
  | where SucceededAt > FirstSeen
  | extend Name = tostring(split(UserPrincipalName, "@")[0]), Suffix = tostring(split(UserPrincipalName, "@")[1])
  | project FirstSeen, SucceededAt, UserPrincipalName, Name, Suffix, UserId, AppDisplayName, FailedCount, SuccessAddress, UserAgent
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess, InitialAccess]
relevantTechniques: [T1110, T1078]
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: Name
        columnName: Name
      - identifier: UPNSuffix
        columnName: Suffix
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SuccessAddress
customDetails:
  Failures: FailedCount
  Application: AppDisplayName
alertDetailsOverride:
  alertDisplayNameFormat: Sign-ins of {{UserPrincipalName}}
  alertDescriptionFormat: '{{FailedCount}} failed before one that succeeded from {{SuccessAddress}}'
`;

/** Says at the end how much memory the process held at its most, in kilobytes, and its processor time in milliseconds. */
const confession =
  'data:text/javascript,import("node:worker_threads").then((t)=>t.isMainThread&&process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write(`\\npeak ${u.maxRSS} ${(u.userCPUTime+u.systemCPUTime)/1000}`)}))';

type Ended = { readonly megabytes: number; readonly processor: number; readonly wall: number };

/** Runs Picket with its standard output in a file. Throws where it did not end with one of these codes. */
const run = (cwd: string, args: readonly string[], codes: readonly number[] = [0]): Promise<Ended> =>
  new Promise((done, fail) => {
    const began = performance.now();
    const out = openSync(join(cwd, 'out'), 'w');
    const child = spawn(process.execPath, ['--import', confession, resolve('dist/bin.js'), ...args], {
      cwd,
      stdio: ['ignore', out, 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', fail);
    child.on('close', (code) => {
      closeSync(out);
      const [, peak = '', processor = ''] = /\npeak (\d+) ([\d.]+)$/.exec(said) ?? [];
      if (code === null || !codes.includes(code) || peak === '') fail(new Error(`picket ended with ${code}: ${said}`));
      else done({ megabytes: Number(peak) / 1024, processor: Number(processor), wall: performance.now() - began });
    });
  });

/**
 * The least that so many requests can take, in milliseconds: each takes its time, so many are under way at once, and a
 * bucket gives no more than its size and what flows into it.
 */
const networkMinimum = ({ requests, bySubscription }: Seen): number => {
  const { size, perSecond } = withSettings({}).throttle.reads;
  const buckets = [...bySubscription.values()].map((count) => (Math.max(0, count - size) / perSecond) * 1000);
  return Math.max((requests * latency) / concurrency, ...buckets);
};

/**
 * Plans of 300 rules for 200 workspaces by real processes with one worker: their time against what the network takes,
 * their memory, and what a further workspace with the same content costs. All rules are new: the reports are the longest
 * there are, and the requests the fewest.
 */
export const fleet = async (): Promise<readonly Figure[]> =>
  inFolder(async (shell) => {
    const { cwd } = shell;
    const { transport, begin } = fleetService();
    const server = await serveEmulator({ transport, port: 0 });
    const plan = (...more: readonly string[]): Promise<Ended> => run(cwd, ['plan', '--workers', '1', ...more]);
    const one = ['-w', `c/${numberOf(0)}`];
    const what = `a plan of ${customers} workspaces with ${rules} new rules`;
    try {
      for (let index = 0; index < rules; index += 1) await shell.write(nameOf(index), ruleOf(index));
      await shell.write('picket.yaml', picketYaml(server.url, 'own'));
      const first = await plan(...one);
      // With what the first one left in the cache, as the plans of all find it.
      const again = await plan(...one, '--format', 'json');
      const seen = begin();
      const asJson = await plan('-w', 'c/*', '--format', 'json');
      const taken = seen.last - seen.first;
      begin();
      const asText = await plan('-w', 'c/*');
      begin();
      const others = formats.filter((format) => format !== 'json' && format !== 'pretty');
      const asOthers = await plan(
        '-w',
        'c/*',
        '--format',
        'json',
        ...others.flatMap((each) => ['--format', `${each}=${each}.out`]),
      );
      await shell.write('picket.yaml', picketYaml(server.url, 'one'));
      const together = begin();
      await plan('-w', 'c/*', '--format', 'json');
      const memory = { reference: 700, target: 1, unit: 'MB' };
      const further = (asJson.processor - again.processor) / (customers - 1);
      return [
        {
          what: 'processor time of a further workspace with the same content against the first one',
          measured: further,
          reference: first.processor,
          target: 0.05,
          unit: 'ms',
        },
        {
          what: 'the same against its share of what the network takes, whatever else the machine does',
          measured: further,
          reference: networkMinimum(seen) / customers,
          target: 1.2,
          unit: 'ms',
        },
        {
          what: `${what}, ${concurrency} at a time, from its first request to its last, against the network`,
          measured: taken,
          reference: networkMinimum(seen),
          target: 1.2,
          unit: 'ms',
        },
        {
          what: `${what}, all in one subscription, against its token bucket`,
          measured: together.last - together.first,
          reference: networkMinimum(together),
          target: 1.2,
          unit: 'ms',
        },
        { what: `memory at its most of ${what}, as JSON`, measured: asJson.megabytes, ...memory },
        { what: `memory at its most of ${what}, for people`, measured: asText.megabytes, ...memory },
        {
          what: `memory at its most of ${what}, in all other formats at once and as JSON`,
          measured: asOthers.megabytes,
          ...memory,
        },
      ];
    } finally {
      await server.close();
    }
  });
