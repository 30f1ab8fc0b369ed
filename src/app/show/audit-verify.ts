import { PicketError } from '../../core/errors.ts';
import { verifyChain, type Chain } from '../../core/evidence/deployment-log.ts';
import type { Io } from '../../core/io.ts';
import { openDeploymentLog } from '../change/deployment-log.ts';
import { openProject, type ConfigChoice } from '../project.ts';

export type VerifyRequest = {
  readonly config: ConfigChoice;
  /** The hash of a record that somebody kept elsewhere: it has to be there. */
  readonly contains: string | undefined;
};

/** Proves the log of deployments that picket.yaml names. Rejects with a `config` error where it names none. */
export const verifyLog = async (io: Io, { config, contains }: VerifyRequest): Promise<Chain & { place: string }> => {
  const store = await openDeploymentLog(io, await openProject(io, config), io.signals.abort);
  if (store === undefined)
    throw new PicketError('config', 'picket.yaml keeps no log of deployments.', {
      code: 'no-log',
      hint: 'Add `deployments: {branch: picket-deployments}`, `deployments: {folder: deployments}`, or `deployments: {container: ADDRESS}`.',
    });
  return { ...verifyChain(await store.read(), contains?.toLowerCase()), place: store.place };
};
