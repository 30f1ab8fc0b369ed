import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { digestOf } from '../../../src/core/digest.ts';
import { objectOf, parseJson } from '../../../src/core/json.ts';
import { deploymentBy } from '../../fakes/deployment.ts';
import {
  headFile,
  headText,
  recordAfter,
  recordFile,
  recordText,
  verifyChain,
  type Deployment,
  type DeploymentRecord,
} from '../../../src/core/evidence/deployment-log.ts';

const word = fc.string({ maxLength: 12, unit: 'grapheme' });

const whole = {
  // Clocks of machines differ: a later record may have an earlier moment.
  at: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  project: word,
  workspace: word,
  identity: word,
  picket: fc.constant('0.1.0'),
  plan: fc.stringMatching(/^[0-9a-f]{64}$/),
  outcome: fc.stringMatching(/^[0-9a-f]{64}$/),
  changes: fc.array(fc.record({ type: word, id: word, name: word, action: word, status: word, reason: word }), {
    maxLength: 3,
  }),
};

const deployments: fc.Arbitrary<Deployment> = fc.oneof(
  fc.record(whole),
  fc.record({ ...whole, commit: word, run: word, flags: fc.array(word, { maxLength: 2 }) }),
  fc.record({
    ...whole,
    changes: fc.array(
      fc.record({ type: word, id: word, name: word, action: word, status: word, reason: word, code: word }),
    ),
  }),
);

const chainOf = (list: readonly Deployment[]): readonly DeploymentRecord[] => {
  const records: DeploymentRecord[] = [];
  for (const deployment of list) records.push(recordAfter(records.at(-1), deployment));
  return records;
};

const filesOf = (records: readonly DeploymentRecord[]): Map<string, string> => {
  const files = new Map(records.map((record) => [recordFile(record.sequence), recordText(record)]));
  const last = records.at(-1);
  if (last !== undefined) files.set(headFile, headText(last));
  return files;
};

/** A log of two and more records, and the place of one of them. */
const logs = fc
  .array(deployments, { minLength: 2, maxLength: 8 })
  .chain((list) => fc.tuple(fc.constant(chainOf(list)), fc.integer({ min: 1, max: list.length })));

const firstFault = (files: ReadonlyMap<string, string>): number | undefined => verifyChain(files).faults[0]?.sequence;

const change = { type: 'r', id: 'x', name: 'X', action: 'update', status: 'refused', reason: '' };

describe('the chain of deployments', () => {
  test('holds as it was written', () => {
    fc.assert(
      fc.property(logs, ([records]) => {
        const { faults, head, records: read } = verifyChain(filesOf(records));
        expect(faults).toEqual([]);
        expect(read).toEqual(records);
        expect(head).toEqual({ sequence: records.length, hash: records.at(-1)?.hash });
      }),
    );
  });

  test.each([
    ...['at', 'project', 'workspace', 'identity', 'picket', 'plan', 'outcome', 'previous'].map(
      (key) => [key, { [key]: 7 }] as const,
    ),
    ['sequence', { sequence: '1' }],
    ['changes: mapping', { changes: {} }],
    ...[null, 7, 'x', [], {}].map((one) => [`change ${JSON.stringify(one)}`, { changes: [change, one] }] as const),
    ...Object.keys(change).map(
      (key) => [`${key} of a change`, { changes: [{ ...change, [key]: null }, change] }] as const,
    ),
    ['flags: text', { flags: '--only a' }],
    ['flags: numbers', { flags: [1] }],
    ['commit', { commit: 7 }],
    ['run', { run: {} }],
    ['code of a refusal', { changes: [{ ...change, code: 7 }] }],
  ])('has no record that can be read where its %s is of another form, however it was made', (_, made) => {
    const [record] = chainOf([deploymentBy('ana')]);
    const { hash, ...rest } = { ...record, ...made };
    expect(hash).toHaveLength(64);
    const text = JSON.stringify({ ...rest, hash: digestOf({ ...objectOf(parseJson(JSON.stringify(rest))) }) });
    expect(verifyChain(new Map([[recordFile(1), text]])).faults).toEqual([
      { sequence: 1, message: 'Record 1 cannot be read.' },
    ]);
  });

  test('takes no file for a record whose name is only like that of one', () => {
    fc.assert(
      fc.property(logs, ([records, place]) => {
        const files = filesOf(records).set(`0${recordFile(place)}`, 'of somebody else');
        expect(verifyChain(files)).toMatchObject({ faults: [], records });
      }),
    );
  });

  test('fails at the record that was altered, whichever part of it', () => {
    const keys = ['at', 'project', 'workspace', 'identity', 'picket', 'plan', 'outcome', 'previous', 'hash'] as const;
    fc.assert(
      fc.property(logs, fc.constantFrom(...keys), ([records, place], key) => {
        const files = filesOf(records);
        const altered = records.map((record) =>
          record.sequence === place ? { ...record, [key]: `${record[key]}x` } : record,
        );
        for (const record of altered) files.set(recordFile(record.sequence), recordText(record));
        expect(firstFault(files)).toBe(place);
      }),
    );
  });

  test('fails where a record was dropped, the last one among them', () => {
    fc.assert(
      fc.property(logs, ([records, place]) => {
        const files = filesOf(records);
        files.delete(recordFile(place));
        expect(firstFault(files)).toBe(place);
      }),
    );
  });

  test('fails where a record was dropped and the others moved up', () => {
    fc.assert(
      fc.property(logs, ([records, place]) => {
        const left = records.filter(({ sequence }) => sequence !== place);
        const files = new Map(left.map((record, index) => [recordFile(index + 1), recordText(record)]));
        files.set(headFile, filesOf(records).get(headFile) ?? '');
        expect(firstFault(files)).toBe(place);
      }),
    );
  });

  test('fails at the first of two records that changed places', () => {
    fc.assert(
      fc.property(logs, ([records, place]) => {
        const other = place === 1 ? 2 : place - 1;
        const files = filesOf(records);
        const [one = '', two = ''] = [files.get(recordFile(place)), files.get(recordFile(other))];
        files.set(recordFile(place), two).set(recordFile(other), one);
        expect(firstFault(files)).toBe(Math.min(place, other));
      }),
    );
  });

  test('fails behind a record that was replaced together with its hash', () => {
    fc.assert(
      fc.property(logs, deployments, ([records, place], other) => {
        const forged = recordAfter(records[place - 2], { ...other, identity: 'mallory' });
        fc.pre(forged.hash !== records[place - 1]?.hash);
        const files = filesOf(records).set(recordFile(place), recordText(forged));
        // Of the last record only the head, or a hash that was kept elsewhere, can tell.
        expect(firstFault(files)).toBe(place === records.length ? place : place + 1);
      }),
    );
  });

  test('is known to be cut off or made anew by a hash that was kept elsewhere', () => {
    fc.assert(
      fc.property(logs, ([records, place]) => {
        const kept = records[place - 1]?.hash;
        expect(verifyChain(filesOf(records), kept).faults).toEqual([]);
        const cut = verifyChain(filesOf(records.slice(0, place - 1)), kept).faults;
        expect(cut[0]?.message).toContain(kept);
      }),
    );
  });

  test('goes on where a process was killed between a record and the head', () => {
    fc.assert(
      fc.property(logs, ([records]) => {
        const files = filesOf(records).set(headFile, filesOf(records.slice(0, -1)).get(headFile) ?? '');
        expect(verifyChain(files).faults).toEqual([]);
        expect(verifyChain(files).head?.sequence).toBe(records.length);
      }),
    );
  });

  test('says how many records are missing, and that the beginning is', () => {
    const records = chainOf(fc.sample(deployments, { numRuns: 4, seed: 2 }));
    const files = filesOf(records);
    const [first] = records;
    files.delete(recordFile(2));
    expect(verifyChain(files).faults[0]?.message).toBe('Record 2 is missing.');
    files.delete(recordFile(3));
    expect(verifyChain(files).faults[0]?.message).toBe('Records 2 to 3 are missing.');
    const [deployment] = fc.sample(deployments, { numRuns: 1, seed: 3 });
    if (first === undefined || deployment === undefined) throw new Error('no sample');
    const later = { ...recordAfter({ ...first, sequence: 0 }, deployment) };
    expect(verifyChain(new Map([[recordFile(1), recordText(later)]])).faults[0]?.message).toBe(
      'Record 1 names a record before it: the beginning is missing.',
    );
  });

  test('says that a head is gone, and which record cannot be read', () => {
    const records = chainOf(fc.sample(deployments, { numRuns: 3, seed: 1 }));
    const files = filesOf(records);
    files.delete(headFile);
    expect(firstFault(files)).toBe(3);
    expect(verifyChain(filesOf(records).set(recordFile(2), '{')).faults[0]?.message).toBe('Record 2 cannot be read.');
    for (const head of ['[]', '{"sequence":3}', '{"hash":"x"}', '{'])
      expect(firstFault(filesOf(records).set(headFile, head))).toBe(3);
  });
});
