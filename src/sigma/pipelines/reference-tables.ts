/** The kinds of events that the reference tells apart, with their Sigma categories. */
const categories = {
  process: ['process_creation'],
  image: ['image_load'],
  file: ['file_access', 'file_change', 'file_delete', 'file_event', 'file_rename'],
  registry: ['registry_add', 'registry_delete', 'registry_event', 'registry_set'],
  network: ['network_connection'],
} as const;

/** Event ids of Sysmon and of the Security log that the reference knows, by kind. */
const eventIds = {
  process: [1, 5, 10, 25, 4688, 4689],
  image: [7],
  file: [2, 11, 15, 23, 26, 27, 28, 29],
  registry: [12, 13, 14, 4656, 4657, 4658, 4660, 4661, 4662, 4663],
  network: [3, 22, 5140, 5142, 5143, 5144, 5145, 5156, 5158],
  logon: [528, 540, 4624, 4625, 4634, 4647, 4648, 4800, 4801],
  pipe: [17, 18],
  wmi: [19, 20, 21],
} as const;

type CategoryKind = keyof typeof categories;
type EventKind = keyof typeof eventIds;

const entriesOf = <Kind extends string>(
  lists: Readonly<Record<Kind, readonly (string | number)[]>>,
  tables: Readonly<Record<Kind, string>>,
  kinds: readonly Kind[],
): Record<string, string> =>
  Object.fromEntries(kinds.flatMap((kind) => lists[kind].map((name) => [String(name), tables[kind]] as const)));

/** Category to table, for the kinds that a pipeline has tables for. */
export const referenceCategories = (
  tables: Readonly<Record<CategoryKind, string>>,
  kinds: readonly CategoryKind[],
): Record<string, string> => entriesOf(categories, tables, kinds);

/** Event id to table. */
export const referenceEventIds = (tables: Readonly<Record<EventKind, string>>): Record<string, string> =>
  entriesOf(eventIds, tables, ['process', 'image', 'file', 'registry', 'network', 'logon', 'pipe', 'wmi']);
