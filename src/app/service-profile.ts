import { join } from 'node:path';
import { firstType } from '../content/index.ts';
import type { WorkspaceConfig } from '../core/config/config.ts';
import { recordLimit } from '../core/engine/marker.ts';
import { versionFor } from '../core/resource.ts';
import { parseProfile, traitsOf, type ClientTraits, type ServiceProfile } from '../core/service/service-profile.ts';
import { readText } from '../files/disk.ts';

/** Where the profile lies, relative to the folder of picket.yaml. */
export const profilePath = join('.picket', 'service-profile.json');

/** The profile that a project has; undefined without one. */
export const readProfile = async (root: string): Promise<ServiceProfile | undefined> => {
  const text = await readText(join(root, profilePath));
  return text === undefined ? undefined : parseProfile(text);
};

/** Which service a workspace is on. */
export const serviceOf = ({ emulator }: Pick<WorkspaceConfig, 'emulator'>): ServiceProfile['service'] =>
  emulator === undefined ? 'azure' : 'emulator';

/** So long a read of a workspace may lag behind a write, in milliseconds. */
export const readLagOf = async (root: string, workspace: WorkspaceConfig): Promise<number> => {
  const { readLag } = await traitsFor(root, workspace);
  const { readLag: rules, metadataReadLag: markers } = workspace.emulator?.settings ?? {};
  return Math.max(readLag, ...[rules, markers].filter((lag) => typeof lag === 'number'));
};

/** What the client may rely on when it writes to a workspace. */
export const traitsFor = async (root: string, workspace: WorkspaceConfig): Promise<ClientTraits> =>
  traitsOf(await readProfile(root), {
    service: serviceOf(workspace),
    apiVersion: versionFor(firstType.resource, workspace.apiVersion),
    recordLimit,
  });
