import { describe, expect, test } from '@jest/globals';
import { evidencePage } from '../../../src/catalogue/site/evidence-page.ts';
import { tablesOf, type Evidence, type EvidencedChange } from '../../../src/core/evidence/evidence.ts';

const commit = 'a'.repeat(40);

const change = (review: EvidencedChange['review']): EvidencedChange => ({
  commit,
  at: '2026-11-02T10:00:30+02:00',
  author: 'ana',
  approvers: [],
  review,
  subject: 'One',
  link: 'https://example.com/pull/1',
  paths: ['analytics-rules/one.yaml'],
});

const evidence = (more: Partial<Evidence>): Evidence => ({
  title: 'detections',
  from: '2026-11-01T00:00:00Z',
  to: '2026-11-30T23:59:59Z',
  workspaces: [],
  changes: [],
  exceptions: [],
  drift: [],
  deployments: [],
  faults: [],
  unread: [],
  ...more,
});

const pageOf = (more: Partial<Evidence>): string => {
  const all = evidence(more);
  return evidencePage(all, tablesOf(all));
};

const lead = (page: string): string | undefined => /<p class="lead">(.*?)<\/p>/.exec(page)?.[1];

describe('the page of an audit', () => {
  test.each<[Partial<Evidence>, string]>([
    [{}, '2026-11-01 to 2026-11-30. 0 changes, 0 of them without the approval of a second person.'],
    [
      { workspaces: ['prod'], changes: [change('own')] },
      '2026-11-01 to 2026-11-30, workspaces <code>prod</code>. 1 change, 1 of them without the approval of a second person.',
    ],
    [
      {
        workspaces: ['prod', 'test'],
        changes: [change('own'), change('nobody'), change('approved'), change('unknown'), change('unknown')],
      },
      '2026-11-01 to 2026-11-30, workspaces <code>prod</code>, <code>test</code>. 5 changes, 2 of them without the approval of a second person, and 2 whose reviews could not be read.',
    ],
  ])('begins with its sum: %#', (more, expected) => {
    expect(lead(pageOf(more))).toBe(expected);
  });

  test('says first what could not be read and what is wrong, and nothing where that is nothing', () => {
    const page = pageOf({ unread: ['`x` was not read.', 'Nor was y.'], faults: ['A record is missing.'] });
    expect(page).toContain(
      '<section aria-labelledby="unread"><h2 id="unread">What could not be read</h2><ul><li><code>x</code> was not read.</li><li>Nor was y.</li></ul></section>',
    );
    expect(page).toContain('<ul><li>A record is missing.</li></ul>');
    expect(page.indexOf('id="faults"')).toBeLessThan(page.indexOf('class="evidence"'));
    expect(pageOf({})).not.toMatch(/id="(?:unread|faults)"/);
  });

  test('has each table with the number of its rows and its file, or says that it is empty', () => {
    const tables = tablesOf(evidence({}));
    const page = pageOf({});
    expect(page.match(/None are known of this time\./g)).toHaveLength(tables.length);
    expect(page.match(/<span class="none">0<\/span>/g)).toHaveLength(tables.length);
    for (const { name } of tables) expect(page).toContain(`<a href="${name}.csv" download>${name}.csv</a>`);
    expect(pageOf({ changes: [change('own')] })).toContain('<span class="none">1</span>');
  });

  test('has moments to the minute, digests shortened, and addresses as links', () => {
    const page = pageOf({ changes: [change('own')] });
    expect(page).toContain('<time datetime="2026-11-02T10:00:30+02:00">2026-11-02 08:00 UTC</time>');
    expect(page).toContain(`<code title="${commit}">${commit.slice(0, 12)}</code>`);
    expect(page).toContain('<a href="https://example.com/pull/1">example.com/pull/1</a>');
  });
});
