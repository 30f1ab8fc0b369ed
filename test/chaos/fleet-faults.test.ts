import { beforeAll, expect, test } from '@jest/globals';
import type { StoreChange } from '../../src/emulator/store/store.ts';
import { assorted, fleetCommands, fleetFaultRound, fleetState } from '../../tools/chaos/fleet-faults.ts';

// A slice of `npm run chaos -- --only fleets --count N`.
let state: readonly StoreChange[] = [];
beforeAll(async () => {
  state = await fleetState();
}, 120_000);

test.each(fleetCommands.map((command, index) => [command, 300 + index] as const))(
  '%s leaves nine or fewer of ten workspaces complete and correct where the others fail in assorted ways',
  async (command, seed) => {
    expect(await fleetFaultRound(command, state, assorted(seed))).toEqual([]);
  },
  120_000,
);
