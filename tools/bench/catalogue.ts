import { execFile } from 'node:child_process';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isObject } from '../../src/core/json.ts';
import { readShippedFacts } from '../../src/files/assets.ts';
import { loadKql, shippedSchema } from '../../src/kql/index.ts';
import { browserPath, endBrowser, withBrowser } from '../../test/browser/chromium.ts';
import { inFolder, type Shell } from '../../test/cli/io.ts';
import {
  nameOf,
  numbered,
  originalsOf,
  repeated,
  writeRepository,
  type Numbered,
  type Original,
} from './many-rules.ts';
import type { Figure } from './measure.ts';
import { bare, shortest, timed } from './queries.ts';

const run = promisify(execFile);
const coldRounds = 2;

const build = async (shell: Shell): Promise<void> => {
  const { code, err } = await shell.picket('docs', 'build', '--out', 'site');
  if (code !== 0) throw new Error(`picket docs build ended with ${code}: ${err}`);
};

/** A catalogue is built of sound rules only: those of the texts that validate, repeated until there are enough. */
const soundRules = async (texts: readonly string[]): Promise<readonly Original[]> =>
  inFolder(async (shell) => {
    const all = texts.flatMap(originalsOf);
    await writeRepository(shell, all.map(numbered));
    const { out } = await shell.picket('validate', '--format', 'json');
    const report: unknown = JSON.parse(out);
    const diagnostics = isObject(report) ? report['diagnostics'] : undefined;
    const failed = new Set(
      (Array.isArray(diagnostics) ? diagnostics : []).flatMap((each: unknown) =>
        isObject(each) && each['severity'] === 'error' ? [each['path']] : [],
      ),
    );
    return all.filter((_, index) => !failed.has(nameOf(index)));
  });

const bytesBelow = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** Milliseconds from a choice in the index until the page is laid out again, the first one after it was opened. */
const firstFilter = async (site: string): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  await withBrowser(site, async ({ open }) => {
    for (let round = 0; round < 5; round += 1) {
      const { page } = await open('index.html');
      const taken = await page.evaluate(`(() => {
        const box = document.querySelector('[data-facet="severity"] input');
        void document.body.offsetHeight;
        const began = performance.now();
        box.checked = true;
        box.dispatchEvent(new Event('input', { bubbles: true }));
        void document.body.offsetHeight;
        return performance.now() - began;
      })()`);
      if (typeof taken !== 'number') throw new Error('the page did not say how long its filter took');
      best = Math.min(best, taken);
      await page.close();
    }
  });
  await endBrowser();
  return best;
};

const figures = async (shell: Shell, rules: readonly Numbered[]): Promise<readonly Figure[]> => {
  await writeRepository(shell, rules);
  const git = async (...args: readonly string[]): Promise<unknown> =>
    run('git', ['-c', 'user.name=Somebody', '-c', 'user.email=x@contoso.example', ...args], { cwd: shell.cwd });
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-qm', 'Rules');
  let cold = Number.POSITIVE_INFINITY;
  for (let round = 0; round < coldRounds; round += 1) {
    for (const folder of ['.picket', 'site']) await rm(join(shell.cwd, folder), { recursive: true, force: true });
    cold = Math.min(cold, await timed(() => build(shell)));
  }
  const warm = await shortest(3, () => build(shell));
  const site = join(shell.cwd, 'site');
  const megabytes = (await bytesBelow(site)) / 1e6;
  const filter = browserPath === undefined ? undefined : await firstFilter(site);
  const schema = shippedSchema(await readShippedFacts());
  const engine = await bare(
    rules.map(({ query }) => query),
    schema,
  );
  const alone = await shortest(coldRounds, engine);
  return [
    {
      what: `a catalogue of ${rules.length} rules against the engine alone`,
      measured: cold,
      reference: alone,
      target: 1.3,
      unit: 'ms',
    },
    {
      what: 'the same catalogue again against the first time',
      measured: warm,
      reference: cold,
      target: 0.1,
      unit: 'ms',
    },
    { what: 'size of the site', measured: megabytes, reference: 100, target: 1, unit: 'MB' },
    ...(filter === undefined
      ? []
      : [{ what: "the index's first filter", measured: filter, reference: 100, target: 1, unit: 'ms' }]),
  ];
};

/** The site of 1,000 rules: cold, again, its size, and how soon its index answers in a browser (where there is one). */
export const catalogue = async (texts: readonly string[]): Promise<readonly Figure[]> => {
  await loadKql();
  const sound = await soundRules(texts);
  if (sound.length === 0) throw new Error('none of the rules is sound, so there is no catalogue to build');
  return inFolder((shell) => figures(shell, repeated(sound, 1000)));
};
