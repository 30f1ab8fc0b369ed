import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What actions find and leave. */
export type Ground = {
  /** A temporary folder for the run's own files. */
  readonly folder: string;
  /** What `actions/checkout` copies; HEAD is the commit of the run. */
  readonly checkout: string;
  /** Artifacts by run and name, as folders. */
  readonly artifacts: Map<string, string>;
  readonly run: number;
};

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What an action of GitHub's does, as far as the workflows rely on it. */
export const act = async (
  ground: Ground,
  uses: string,
  given: Readonly<Record<string, string>>,
  folder: string,
  output: string,
): Promise<void> => {
  const key = (run: string): string => `${run}/${given['name'] ?? ''}`;
  switch (uses.split('@')[0]) {
    case 'actions/checkout':
      await cp(ground.checkout, folder, { recursive: true });
      return;
    case './.github/actions/picket':
    case 'actions/setup-node':
      if (uses.startsWith('./') && !existsSync(join(folder, 'picket.yaml'))) throw new Error('the checkout is missing');
      return;
    case 'actions/upload-artifact': {
      const kept = join(ground.folder, 'artifacts', key(String(ground.run)));
      const paths = lines(given['path'] ?? '').filter((path) => existsSync(join(folder, path)));
      // One path alone is taken without the folders above it; of several the common ones are left out, here none.
      const [only] = paths;
      if (paths.length === 1 && only !== undefined)
        await cp(join(folder, only), only.endsWith('/') ? kept : join(kept, only.split('/').at(-1) ?? ''), {
          recursive: true,
        });
      else for (const path of paths) await cp(join(folder, path), join(kept, path), { recursive: true });
      ground.artifacts.set(key(String(ground.run)), kept);
      return;
    }
    case 'actions/download-artifact': {
      const kept = ground.artifacts.get(key(given['run-id'] ?? String(ground.run)));
      if (kept === undefined) throw new Error(`there is no artifact ${given['name'] ?? ''}`);
      await cp(kept, join(folder, given['path'] ?? '.'), { recursive: true });
      return;
    }
    case 'actions/configure-pages':
      await writeFile(output, 'base_url=https://contoso.github.io/detections\n');
      return;
    case 'actions/upload-pages-artifact': {
      const kept = join(ground.folder, 'artifacts', `${ground.run}/github-pages`);
      await cp(join(folder, given['path'] ?? ''), kept, { recursive: true });
      ground.artifacts.set('github-pages', kept);
      return;
    }
    case 'actions/deploy-pages':
      if (!ground.artifacts.has('github-pages')) throw new Error('there are no pages to publish');
      return;
    case 'github/codeql-action/upload-sarif':
      JSON.parse(await readFile(join(folder, given['sarif_file'] ?? ''), 'utf8'));
      return;
    default:
      throw new Error(`no action ${uses}`);
  }
};
