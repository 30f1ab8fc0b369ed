import { describe, expect, test } from '@jest/globals';
import { body, desired, idOf, live, marker, planFor } from '../rules.ts';

describe('accepted drift that accepts nothing is told', () => {
  const id = idOf(1);
  const base = body();
  const drifted = {
    desired: [desired(id, base)],
    live: [live(id, body({ severity: 'Low' }))],
    metadata: [marker(id, base)],
  };
  const notes = (rule: string, fields?: readonly string[]) =>
    planFor(drifted, {
      ignoreDrift: [{ rule, reason: 'x', expires: '2027-02-01', ...(fields === undefined ? {} : { fields }) }],
    }).notes.filter((note) => note.startsWith('ignoreDrift'));

  test('where no rule has the id', () => {
    expect(notes(idOf(9))).toEqual([
      `ignoreDrift in picket.yaml names ${idOf(9)}, and nothing in git or in this workspace has that id.`,
    ]);
    expect(notes(id.toUpperCase())).toEqual([]);
  });

  test('where the rule does not have the field', () => {
    const [note] = notes(id, ['severity', 'Severity']);
    expect(note).toMatch(/names the field Severity, which .* does not have \(did you mean severity\?\): it accepts/);
    expect(notes(id, ['nonsense'])).toEqual([expect.not.stringContaining('did you mean')]);
    expect(notes(id, ['severity', '/properties/severity'])).toEqual([]);
  });
});
