import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What actions find and leave. */
export type Ground = {
  /** A temporary folder for the run's own files. */
  readonly folder: string;
  /** The repository that `actions/checkout` fetches from, and the commit of the event. */
  readonly origin: string;
  readonly sha: string;
  /** What the KQL engine found out is kept for all jobs, to spare loading it each time. */
  readonly cache: string;
  /** Artifacts by run and name, as folders. */
  readonly artifacts: Map<string, string>;
  readonly run: number;
};

/** One script, since a process that this one starts costs more than what git does in it: this one is large. */
const fetching = [
  'git init -q --template=',
  'git -c maintenance.auto=false fetch -q $depth "file://$origin" "$commit"',
  'git -c advice.detachedHead=false checkout -q FETCH_HEAD',
].join('\n');

const fetchInto = async (folder: string, origin: string, commit: string, depth: number): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const given = { depth: depth === 0 ? '' : `--depth=${depth}`, origin, commit };
  await run('bash', ['-ec', fetching], { cwd: folder, env: { ...process.env, ...given } });
};

const fetched = new Map<string, Promise<void>>();

/**
 * Fetches one commit into an empty folder, as `actions/checkout` does; a depth of 0 is the whole history. A commit is
 * fetched once for all stages and then copied: every job of a run has the same, and git starts eight processes each time.
 */
export const checkOut = async (origin: string, commit: string, depth: number, folder: string): Promise<void> => {
  const first = join(origin, '../..', `fetched-${commit}-${depth}`);
  const fetching = fetched.get(first) ?? fetchInto(first, origin, commit, depth);
  fetched.set(first, fetching);
  await fetching;
  await cp(first, folder, { recursive: true, preserveTimestamps: true });
};

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const upload = async (ground: Ground, given: Readonly<Record<string, string>>, folder: string): Promise<void> => {
  const kept = await mkdtemp(join(ground.folder, 'artifact-'));
  const paths = lines(given['path'] ?? '').filter((path) => existsSync(join(folder, path)));
  if (paths.length === 0 && given['if-no-files-found'] === 'error')
    throw new Error(`No files were found with the provided path: ${given['path'] ?? ''}`);
  // One path alone is taken without the folders above it; of several the common ones are left out, here none.
  const [only] = paths;
  if (paths.length === 1 && only !== undefined)
    await cp(join(folder, only), only.endsWith('/') ? kept : join(kept, only.split('/').at(-1) ?? ''), {
      recursive: true,
    });
  else for (const path of paths) await cp(join(folder, path), join(kept, path), { recursive: true });
  ground.artifacts.set(`${ground.run}/${given['name'] ?? ''}`, kept);
};

/** What an action of GitHub's does, as far as the workflows rely on it. Throws where it fails. */
export const act = async (
  ground: Ground,
  uses: string,
  given: Readonly<Record<string, string>>,
  { folder, output }: { readonly folder: string; readonly output: string },
): Promise<void> => {
  switch (uses.split('@')[0]) {
    case 'actions/checkout': {
      await checkOut(ground.origin, ground.sha, Number(given['fetch-depth'] ?? 1), folder);
      await mkdir(join(folder, '.picket'), { recursive: true });
      await symlink(ground.cache, join(folder, '.picket/cache'));
      return;
    }
    case 'actions/setup-node':
      if (given['cache'] === 'npm' && !existsSync(join(folder, 'package-lock.json')))
        throw new Error(`Dependencies lock file is not found in ${folder}.`);
      return;
    case 'actions/upload-artifact':
      await upload(ground, given, folder);
      return;
    case 'actions/download-artifact': {
      const pattern = given['pattern'];
      if (pattern !== undefined) {
        // Each in a folder of its name; none is no mistake.
        const begin = `${ground.run}/${pattern.replace(/\*$/, '')}`;
        for (const [key, kept] of ground.artifacts)
          if (key.startsWith(begin))
            await cp(kept, resolve(folder, given['path'] ?? '.', key.slice(key.indexOf('/') + 1)), { recursive: true });
        return;
      }
      const kept = ground.artifacts.get(`${given['run-id'] ?? String(ground.run)}/${given['name'] ?? ''}`);
      if (kept === undefined) throw new Error(`Artifact not found for name: ${given['name'] ?? ''}`);
      await cp(kept, resolve(folder, given['path'] ?? '.'), { recursive: true });
      return;
    }
    case 'actions/configure-pages':
      await writeFile(output, 'base_url=https://contoso.github.io/detections\n');
      return;
    case 'actions/upload-pages-artifact': {
      const kept = await mkdtemp(join(ground.folder, 'artifact-'));
      await cp(join(folder, given['path'] ?? ''), kept, { recursive: true });
      ground.artifacts.set(`${ground.run}/github-pages`, kept);
      return;
    }
    case 'actions/deploy-pages':
      if (!ground.artifacts.has(`${ground.run}/github-pages`)) throw new Error('there are no pages to publish');
      return;
    case 'github/codeql-action/upload-sarif':
      JSON.parse(await readFile(join(folder, given['sarif_file'] ?? ''), 'utf8'));
      return;
    default:
      throw new Error(`no action ${uses}`);
  }
};
