import { describe, expect, test } from '@jest/globals';
import { described, paragraphs, scheduleInWords, tacticTitle, triggerInWords } from '../../src/catalogue/phrases.ts';
import { lengthInWords } from '../../src/core/duration.ts';

const hour = 3_600_000;
const scheduled = (every: number, lookBack: number, operator = 'GreaterThan', threshold = 0) =>
  ({ kind: 'scheduled', every, lookBack, operator, threshold }) as const;

describe('a schedule in words', () => {
  test.each([
    [scheduled(hour, hour), 'Runs every hour and looks back 1 hour: every moment is looked at once.'],
    [
      scheduled(hour, hour / 2),
      'Runs every hour and looks back 30 minutes: 30 minutes before each look-back go unseen.',
    ],
    [
      scheduled(hour, 2.5 * hour),
      'Runs every hour and looks back 2 hours 30 minutes: every moment is looked at by up to 3 runs.',
    ],
    [
      scheduled(1.5 * hour, 36 * hour),
      'Runs every 1 hour 30 minutes and looks back 1 day 12 hours: every moment is looked at by up to 24 runs.',
    ],
    [
      { kind: 'near-real-time' } as const,
      'Runs every minute over what arrived in the last minute, by time of ingestion.',
    ],
  ])('says how runs and look-backs lie', (schedule, words) => {
    expect(scheduleInWords(schedule)).toBe(words);
  });

  test.each([
    [scheduled(hour, hour), 'there is any result'],
    [scheduled(hour, hour, 'GreaterThan', 5), 'there are more than 5 results'],
    [scheduled(hour, hour, 'LessThan', 3), 'there are fewer than 3 results'],
    [scheduled(hour, hour, 'LessThan', 1), 'there is no result'],
    [scheduled(hour, hour, 'NotEqual', 0), 'there is any result'],
    [scheduled(hour, hour, 'Equal', 0), 'there is no result'],
  ])('says when an alert is raised', (schedule, words) => {
    expect(triggerInWords(schedule)).toBe(`An alert is raised when ${words}.`);
  });

  test('says nothing of a length of nothing', () => {
    expect(lengthInWords(0)).toBe('no time');
  });
});

describe('a description', () => {
  test('has its hand-made line breaks joined, but not before labels and list items', () => {
    expect(paragraphs('one\ntwo\nResponse: three\nfour\n\n- five\n- six\n')).toEqual([
      'one two\nResponse: three four',
      '- five\n- six',
    ]);
  });
});

describe('what a description says to do', () => {
  test('is apart from what the rule is about, up to the end of its paragraph', () => {
    expect(described('One.\n\nFalse positives: a drill\nof ours.\nResponse: call.\n\nTwo.')).toEqual({
      about: ['One.', 'Two.'],
      response: [
        { label: 'False positives', text: 'a drill of ours.' },
        { label: 'Response', text: 'call.' },
      ],
    });
  });

  test('has the list that follows its label, after a blank line too', () => {
    expect(described('One.\nNext steps:\n\n- call\n- write\n\nTwo.\n\n- three')).toEqual({
      about: ['One.', 'Two.', '- three'],
      response: [{ label: 'Next steps', text: '- call\n- write' }],
    });
  });

  test('is nothing where no line begins with such a label', () => {
    expect(described('A response: to this.\n\nReferences:\n- here').response).toEqual([]);
  });
});

test('a tactic reads as people write it', () => {
  expect(['CommandAndControl', 'Impact', 'LateralMovement'].map(tacticTitle)).toEqual([
    'Command and Control',
    'Impact',
    'Lateral Movement',
  ]);
});
