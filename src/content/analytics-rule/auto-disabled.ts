import { type JsonObject, objectOf, textOrEmpty } from '../../core/json.ts';

const prefix = /^AUTO DISABLED\b[\s:\-–—]*/;

const propertiesOf = (body: JsonObject | undefined): JsonObject => objectOf(body?.['properties']);

/** The description as it was, and what the service added behind it: by the known text, else the last line. */
const split = (
  description: string,
  written: string | undefined,
): { readonly kept: string; readonly reason: string } => {
  const end =
    written !== undefined && description.startsWith(written) ? written.length : description.trimEnd().lastIndexOf('\n');
  if (end < 0) return { kept: description, reason: '' };
  return {
    kept: description.slice(0, end).trimEnd(),
    reason: description
      .slice(end)
      .replace(/^[\s:\-–—]+/, '')
      .trimEnd(),
  };
};

/**
 * Takes off what the service wrote into a rule that it switched off after repeated failures: the words `AUTO DISABLED`
 * before the display name, the reason behind the description, and `enabled: false`. Any other body comes back as it is,
 * without a reason. The form of the appended reason is not documented: `written`, the body that git has, tells where
 * the description ended; without it the last line is taken for the reason. A rule of this kind always has a reason, and
 * words that say so where the service gave none.
 * Source: Microsoft Learn, "Troubleshoot analytics rules in Microsoft Sentinel", rules that are automatically disabled.
 */
export const stripAutoDisabled = (
  body: JsonObject,
  written?: JsonObject,
): { readonly body: JsonObject; readonly reason?: string } => {
  const properties = propertiesOf(body);
  const displayName = textOrEmpty(properties['displayName']);
  const expected = propertiesOf(written);
  if (properties['enabled'] !== false || !prefix.test(displayName) || expected['displayName'] === displayName)
    return { body };
  const own = textOrEmpty(expected['description']);
  const { kept, reason } = split(textOrEmpty(properties['description']), written === undefined ? undefined : own);
  const description = kept === '' ? {} : { description: kept };
  const { description: _appended, ...rest } = properties;
  return {
    body: {
      ...body,
      properties: { ...rest, ...description, displayName: displayName.replace(prefix, ''), enabled: true },
    },
    reason: reason === '' ? 'the service gave no reason' : reason,
  };
};
