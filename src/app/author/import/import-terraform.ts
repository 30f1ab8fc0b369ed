import { dirname, resolve } from 'node:path';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import type { Transfer, TransferReport } from '../../../core/transfer.ts';
import { shown } from '../../../files/discover.ts';
import { kindOf, readBytes } from '../../../files/disk.ts';
import { together, type Found } from '../../../importers/found.ts';
import { readJson } from '../../../importers/read-json.ts';
import type { ModuleInstances } from '../../../importers/terraform/module.ts';
import { isOfSentinel, rulesOfInstances } from '../../../importers/terraform/rules.ts';
import { instancesInJson } from '../../../importers/terraform/states.ts';
import { incomingOf, leftItem, leftOut } from './import-arm.ts';
import { openShelf, placeRules } from './import-files.ts';
import { readParameters } from './import-parameters.ts';
import { importProblem, refused } from './import-sources.ts';
import { openProject, type ConfigChoice } from '../../project.ts';
import type { readConfiguration } from './terraform-files.ts';

export type ImportTerraformRequest = {
  readonly config: ConfigChoice;
  /** Folders of configuration, files of it, or JSON of `terraform show -json`; relative to the working directory. */
  readonly paths: readonly string[];
  readonly out: string | undefined;
  /** Files of variables, and `NAME=VALUE`. */
  readonly parameters: readonly string[];
  readonly finished?: (done: number, total: number) => void;
};

const foundIn = ({ instances, problems }: ModuleInstances): Found =>
  together([
    rulesOfInstances(instances),
    {
      items: [],
      left: [],
      links: [],
      problems: problems.map(({ address, why }) => ({ at: address, message: `It was not read: ${why}.` })),
    },
  ]);

const openParser = async (): Promise<{ readonly readConfiguration: typeof readConfiguration }> => {
  try {
    const reader = await import('./terraform-files.ts');
    await reader.checkParser();
    return reader;
  } catch (error) {
    throw new PicketError('usage', 'This build of Picket cannot read configuration of Terraform.', {
      code: 'no-hcl-parser',
      hint: 'Import what Terraform says of its state: terraform show -json > state.json; picket import terraform state.json. Or install Picket from npm.',
      cause: error,
    });
  }
};

/** The rules of one path: JSON of a state or plan, else configuration; the parser of HCL is loaded only here. */
const rulesAt = async (
  io: Io,
  path: string,
  variables: Awaited<ReturnType<typeof readParameters>>['template'],
): Promise<Found> => {
  const place = resolve(io.cwd, path);
  const kind = await kindOf(place);
  if (kind === 'nothing')
    throw new PicketError('usage', `${path} does not exist.`, {
      code: 'no-such-path',
      hint: 'Name a folder of Terraform configuration, or a file that `terraform show -json` wrote.',
    });
  if (kind === 'file' && !place.endsWith('.tf')) {
    const json = readJson((await readBytes(place)) ?? new Uint8Array());
    const instances = json.ok ? instancesInJson(json.value) : undefined;
    if (instances !== undefined) return foundIn({ instances, problems: [] });
    throw new PicketError('usage', `${path} is neither configuration nor a state or plan of Terraform.`, {
      code: 'no-terraform',
      hint: 'Name a folder with .tf files, or a file that `terraform show -json` wrote.',
    });
  }
  const parser = await openParser();
  const folder = kind === 'file' ? dirname(place) : place;
  return foundIn(await parser.readConfiguration(folder, variables, isOfSentinel, io.cwd));
};

/**
 * Takes alert rules out of Terraform: configuration (HCL), saved plans and states as JSON. Rejects with a `usage` error for
 * files that are none of these.
 */
export const importTerraform = async (io: Io, request: ImportTerraformRequest): Promise<TransferReport> => {
  const project = await openProject(io, request.config);
  const parameters = await readParameters(io, request.parameters);
  const shelf = await openShelf(project, io, request.out);
  if (shelf.unreadable.length > 0) return { command: 'import', transfers: [], diagnostics: shelf.unreadable };
  const transfers: Transfer[] = [];
  const incoming = [];
  for (const path of request.paths) {
    const place = shown(io.cwd, resolve(io.cwd, path));
    const found = await rulesAt(io, path, parameters.template);
    const left = [...found.left];
    for (const item of found.items) {
      const made = incomingOf(item, `${place}: ${item.at}`, parameters, project);
      if (made === undefined) left.push(leftItem(item));
      else if ('source' in made) incoming.push(made);
      else transfers.push(made);
    }
    transfers.push(...refused(place, found.problems), ...leftOut(place, left));
  }
  const placed = await placeRules(io, shelf, incoming, request.finished);
  const all = [...placed, ...transfers];
  const [first = '.'] = request.paths;
  return {
    command: 'import',
    transfers: all,
    diagnostics:
      all.length === 0 ? [importProblem(first, 'There is no resource azurerm_sentinel_alert_rule_* in it.')] : [],
  };
};
