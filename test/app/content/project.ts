/** A project with a file of each sort that can go wrong, or that a workspace can get otherwise than it lies there. */

const id = (number: number): string => `5f0a1c1e-8a57-4f53-9a86-${String(number).padStart(12, '0')}`;

const rule = (number: number, ...more: readonly string[]): string =>
  [
    `id: ${id(number)}`,
    `name: Rule ${number}`,
    'description: Finds it.',
    'version: 1.0.0',
    'kind: NRT',
    'severity: Medium',
    'tactics: [Impact]',
    'relevantTechniques: [T1485]',
    ...more,
    ...(more.some((line) => line.startsWith('query:')) ? [] : ['query: SigninLogs']),
    '',
  ].join('\n');

const entities = [
  'entityMappings:',
  '  - entityType: IP',
  '    fieldMappings: [{identifier: Address, columnName: IPAddress}]',
];

const place = (name: string, ...more: readonly string[]): readonly string[] => [
  `  ${name}:`,
  '    subscriptionId: 00000000-0000-0000-0000-000000000001',
  '    resourceGroup: rg',
  `    workspaceName: law-${name}`,
  ...more.map((line) => `    ${line}`),
];

export const config = [
  'project: {name: content, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
  'content: [analytics-rules, watchlists, hunting-queries, {folder: functions, type: parser}]',
  'parameters: {Code: {type: string, default: "50126"}, Unset: {type: string}, Twice: {type: string, default: x}}',
  'groups:',
  '  quiet:',
  '    lifecycle: {experimental: disabled}',
  '    overlays:',
  `      - {select: {ids: [${id(1)}]}, set: {severity: Low}}`,
  '      - {select: {names: ["Nothing *"]}, enabled: false}',
  'workspaces:',
  ...place('plain'),
  ...place('tagged', 'include: {tags: [A]}'),
  ...place('named', `include: {ids: [${id(1)}, "analytics-rule/${id(3)}", ${id(14)}]}`),
  ...place('placed', 'include: {paths: ["**/o*.yaml"]}'),
  ...place('without', `exclude: {tags: [a], ids: [${id(2)}], paths: ["watchlists/**"]}`),
  ...place('both', 'include: {tags: [a, b]}', `exclude: {ids: [${id(2)}]}`),
  ...place('elsewhere', 'content: [extra, analytics-rules]'),
  ...place('alone', 'content: [extra]'),
  ...place(
    'layered',
    'groups: [quiet]',
    'parameters: {Unset: "50053"}',
    'lifecycle: {test: gone}',
    'overlays:',
    `  - {select: {ids: [${id(2)}]}, enabled: false}`,
    `  - {select: {ids: [${id(6)}]}, set: {severity: Lowest}}`,
    'optOut:',
    `  - {rule: ${id(4)}, reason: Loud, until: 2026-12-01}`,
    `  - {rule: ${id(99)}, reason: Nothing}`,
    `  - {rule: watchlist/Vips, reason: No list}`,
  ),
  '',
].join('\n');

export const files: Readonly<Record<string, string>> = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  '.github/CODEOWNERS': 'analytics-rules/ @contoso/soc\n/analytics-rules/own.yaml @ana @bo\nwatchlists/\n',
  'analytics-rules/one.yaml': rule(1, 'tags: [a, c]'),
  'analytics-rules/two.yaml': rule(2, 'tags: [B]', 'metadata: {owner: " eve "}'),
  'analytics-rules/own.yaml': rule(3, `ids: {plain: ${id(33)}}`),
  'analytics-rules/off.yaml': rule(4, 'enabled: false', 'tags: []'),
  'analytics-rules/broken.yaml': rule(5).replace('Medium', 'Lowest'),
  'analytics-rules/six.yaml': rule(6),
  'analytics-rules/again.yaml': rule(7).replace(id(7), id(1)),
  'analytics-rules/no-id.yaml': rule(8, 'tags: [a]').replace(/^id.*\n/, ''),
  'analytics-rules/wrong-tags.yaml': rule(9, 'tags: a'),
  'analytics-rules/experimental.yaml': rule(10, 'lifecycle: experimental'),
  'analytics-rules/tested.yaml': rule(11, 'lifecycle: test'),
  'analytics-rules/deprecated.yaml': rule(12, 'lifecycle: deprecated', `deprecation: {replacedBy: ${id(98)}}`),
  'analytics-rules/filled.yaml': rule(13, 'query: SigninLogs | where ResultType == {{param.Code}}'),
  'analytics-rules/unset.yaml': rule(14, 'query: SigninLogs | where ResultType == {{param.Unset}}'),
  'analytics-rules/twice.yaml': rule(
    15,
    'parameters: {Twice: {type: string, default: "1"}}',
    'query: SigninLogs | where ResultType == {{param.Twice}}',
  ),
  'analytics-rules/excluded.yaml': rule(
    16,
    ...entities,
    'exclude:',
    '  - {where: {IPAddress: 10.0.0.1}, until: 2026-12-01, reason: A scanner}',
  ),
  'analytics-rules/hunt.yaml': `id: ${id(17)}\nname: Hunt\ndescription: Looks.\ntactics: [Impact]\nquery: SigninLogs\n`,
  'analytics-rules/fixtures/rows.yaml': 'rows: []\n',
  'watchlists/Vips/watchlist.yaml': 'watchlistAlias: Vips\ndisplayName: Vips\nitemsSearchKey: User\n',
  'watchlists/Vips/data.csv': 'User\nana\n',
  'watchlists/Ghost/watchlist.yaml': 'watchlistAlias: Ghost\ndisplayName: Ghost\nitemsSearchKey: User\n',
  'hunting-queries/hunt.yaml': `id: ${id(19)}\nname: Hunt\ndescription: Looks.\ntactics: [Impact]\nrelevantTechniques: [T1485]\nquery: Named\n`,
  'watchlists/hunt.yaml': `id: ${id(18)}\nname: Hunt\ndescription: Looks.\nrequiredDataConnectors: []\ntactics: [Impact]\nquery: x\n`,
  'functions/Named.yaml': 'FunctionName: Named\nFunctionAlias: Named\nFunctionQuery: SigninLogs\n',
  'extra/one.yaml': rule(1),
  'extra/list.yaml': 'watchlistAlias: Extra\ndisplayName: Extra\nitemsSearchKey: User\n',
};

/** Files of which nobody can say what they are. */
export const unreadable: Readonly<Record<string, string>> = {
  'analytics-rules/unreadable.yaml': 'id: [\n',
  'analytics-rules/empty.yaml': '',
  'analytics-rules/text.yaml': 'text\n',
};
