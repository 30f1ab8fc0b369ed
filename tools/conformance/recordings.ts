import { join } from 'node:path';
import { deviations, presupposed, recordedApart } from './deviations.ts';
import { readRecordings } from './exchange.ts';
import { replay } from './replay.ts';
import { none, type Result } from './result.ts';

/** Replays every recorded exchange of `recordings/` in the shared folder against the emulator. */
export const checkRecordings = async (shared: string): Promise<readonly Result[]> => {
  const listed = new Map(deviations.flatMap(({ names, reason }) => names.map((name) => [name, reason] as const)));
  const seen = new Set<string>();
  const known: string[] = [];
  const unlisted: string[] = [];
  for (const scenario of readRecordings(join(shared, 'recordings'))) {
    const apart = scenario.filter(({ name }) => recordedApart.has(name)).map((each) => [each]);
    for (const run of [scenario.filter(({ name }) => !recordedApart.has(name)), ...apart])
      for (const { name, differences } of await replay(run, presupposed[run[0]?.scenario ?? ''])) {
        seen.add(name);
        if (differences.length === 0) continue;
        const reason = listed.get(name);
        if (reason === undefined)
          unlisted.push(
            ...differences.map(
              ({ at, recorded, answered }) => `${name} ${at}: recorded ${recorded}, answered ${answered}`,
            ),
          );
        else known.push(`${name}: ${reason}`);
      }
  }
  const differing = new Set(known.map((line) => line.slice(0, line.indexOf(':'))));
  return [
    {
      what: 'recorded exchanges replayed against the emulator',
      value: `${seen.size}, ${seen.size - known.length} answered as recorded, ${known.length} deviations listed by name`,
      target: 'every one is replayed',
      met: seen.size > 0,
      details: known,
    },
    none('recorded answers that differ without being listed', unlisted),
    none(
      'listed deviations that do not deviate',
      [...listed.keys()].filter((name) => seen.has(name) && !differing.has(name)),
    ),
  ];
};
