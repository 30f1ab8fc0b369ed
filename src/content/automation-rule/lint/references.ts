import type { Finding } from '../../../core/diagnostic.ts';
import { isArray, type JsonObject, objectOf, textOf } from '../../../core/json.ts';
import { pointer, type JsonPointer } from '../../../core/pointer.ts';
import { listed } from '../../../core/text/phrase.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { ruleProperties } from '../names.ts';
import { analyticsRule, isPath } from '../references.ts';
import { actionsOf, conditionsOf, type AutomationCheck } from './draft.ts';

/** So many names of playbooks are listed. */
const mostNames = 5;

type Named = { readonly at: JsonPointer; readonly name: string };

/** What conditions name as an analytics rule, and where. */
function* rulesNamed(raw: JsonObject): Generator<Named> {
  for (const { at, value } of conditionsOf(raw)) {
    const { propertyName, propertyValues } = objectOf(value['conditionProperties']);
    if (!ruleProperties.some((name) => name === propertyName) || !isArray(propertyValues)) continue;
    for (const [index, name] of propertyValues.entries())
      if (typeof name === 'string') yield { at: at + pointer('conditionProperties', 'propertyValues', index), name };
  }
}

/** Playbooks that actions name, and where. */
function* playbooksNamed(raw: JsonObject): Generator<Named> {
  for (const { at, value } of actionsOf(raw)) {
    const name = textOf(objectOf(value['actionConfiguration'])['playbook']);
    if (name !== undefined) yield { at: at + pointer('actionConfiguration', 'playbook'), name };
  }
}

const meant = (name: string, names: readonly string[]): string | undefined => {
  const [near] = nearest(name, names);
  return near === undefined ? undefined : `Did you mean \`${near}\`?`;
};

export const refersToNothing: AutomationCheck = {
  id: 'rule/refers-to-nothing',
  scope: 'item',
  severity: 'warning',
  summary: 'An automation rule names an analytics rule or a playbook that no file has.',
  why:
    'A condition on the id of an analytics rule that is gone never holds, so the automation rule silently does nothing. ' +
    'It mostly happens when a rule is removed, or gets another id. A rule that lives in the workspace only may be meant: ' +
    'its full id says so. A playbook may well be deployed by others: its name is only doubted where a file has one that is ' +
    'nearly the same.',
  *check({ raw }, { neighbours }) {
    if (neighbours?.areAll !== true) return;
    for (const { at, name } of rulesNamed(raw)) {
      if (name.includes('/') || neighbours.find({ type: analyticsRule, id: name }) !== undefined) continue;
      yield {
        at,
        message: `No file has an analytics rule with the id \`${name}\`.`,
        hint:
          meant(name, neighbours.idsOf(analyticsRule)) ??
          'Write the id as the file of the rule has it, or its path, or the full id of the resource for a rule that no file has.',
      };
    }
    for (const { at, name } of playbooksNamed(raw)) {
      const known = neighbours.find({ type: 'playbook', id: name });
      const hint = known === undefined ? meant(name, neighbours.idsOf('playbook')) : undefined;
      if (hint !== undefined) yield { at, message: `No file has a playbook called \`${name}\`.`, hint };
    }
  },
};

export const playbookElsewhere: AutomationCheck = {
  id: 'rule/playbook-elsewhere',
  scope: 'item',
  severity: 'note',
  summary: 'An automation rule names a playbook that no file has, in a repository that has playbooks.',
  why:
    'It has to be in the resource group of the workspace by other means. A plan asks Azure for it, and refuses the rule ' +
    'where it is not there; without a workspace nobody can tell.',
  *check({ raw }, { neighbours }) {
    const names = neighbours?.idsOf('playbook') ?? [];
    if (neighbours?.areAll !== true || names.length === 0) return;
    for (const { at, name } of playbooksNamed(raw)) {
      if (neighbours.find({ type: 'playbook', id: name }) !== undefined || meant(name, names) !== undefined) continue;
      yield {
        at,
        message: `No file has a playbook called \`${name}\`: others have to deploy it.`,
        hint: `Those of this repository are ${listed(names.slice(0, mostNames))}${names.length > mostNames ? ' and others' : ''}.`,
      };
    }
  },
};

export const refersToNoFile: AutomationCheck = {
  id: 'rule/refers-to-no-file',
  scope: 'item',
  severity: 'error',
  summary: 'A condition names an analytics rule by the path of a file that is none.',
  why:
    'The service knows rules by their ids alone. Where a condition has a path, from the folder of picket.yaml, the id of the ' +
    'rule in that file is sent; without such a file there is nothing to send.',
  *check({ raw }, { neighbours }) {
    if (neighbours === undefined) return;
    for (const { at, name } of rulesNamed(raw)) {
      if (!isPath(name)) continue;
      const found = neighbours.at(name);
      if (found?.ref.type === analyticsRule) continue;
      yield {
        at,
        message:
          found === undefined
            ? `\`${name}\` is no file of an analytics rule that is deployed here.`
            : `\`${name}\` is the file of something else than an analytics rule.`,
        hint: 'Write the path from the folder of picket.yaml, or the id of the rule.',
      };
    }
  },
};

const whyOff = (name: string): Pick<Finding, 'message' | 'hint'> => ({
  message: `The analytics rule \`${name}\` is off: it makes no alert that this could be about.`,
  hint: 'Switch the rule on, or take it out of the condition.',
});

export const refersToDisabled: AutomationCheck = {
  id: 'rule/refers-to-disabled',
  scope: 'item',
  severity: 'note',
  summary: 'A condition names an analytics rule that is off.',
  why: 'A rule that is off makes no alerts and no incidents, so nothing sets the automation rule off on its account.',
  *check({ raw }, { neighbours }) {
    for (const { at, name } of rulesNamed(raw)) {
      const found = isPath(name) ? neighbours?.at(name) : neighbours?.find({ type: analyticsRule, id: name });
      if (found?.ref.type === analyticsRule && found.isOff()) yield { at, ...whyOff(name) };
    }
  },
};
