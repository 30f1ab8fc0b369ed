import type { Command } from '../command.ts';

type Entry = {
  readonly name: string;
  readonly usage: string;
  /** Shown by `picket --help` without loading the command. */
  readonly describe: string;
  readonly load: () => Promise<Command>;
};

type Group = {
  readonly title: string;
  readonly commands: readonly Entry[];
};

/** Every command by what one does with it, in the order in which `picket --help` lists them; each module is loaded only when it is asked for. */
export const commandGroups: readonly Group[] = [
  {
    title: 'Begin',
    commands: [
      {
        name: 'init',
        usage: 'init [folder]',
        describe: 'Set up a repository: configuration, example rule, editor, workflows',
        load: async () => (await import('./init.ts')).command,
      },
      {
        name: 'import',
        usage: 'import <source> <items..>',
        describe: 'Make files of ARM templates, Bicep, Terraform, Sigma rules, or templates of a workspace',
        load: async () => (await import('./import.ts')).command,
      },
      {
        name: 'onboard',
        usage: 'onboard',
        describe: 'Bring a repository and a workspace together that grew apart',
        load: async () => (await import('./onboard.ts')).command,
      },
      {
        name: 'upgrade',
        usage: 'upgrade [source]',
        describe: 'Renew the Picket that this repository pins, its schemas and workflows',
        load: async () => (await import('./upgrade.ts')).command,
      },
      {
        name: 'completion',
        usage: 'completion [shell]',
        describe: 'Print a script that completes commands, options, workspaces and rules in a shell',
        load: async () => (await import('./completion.ts')).command,
      },
    ],
  },
  {
    title: 'Write and check',
    commands: [
      {
        name: 'new',
        usage: 'new [name]',
        describe: 'Write a new file that is valid from the start; for a rule its test too',
        load: async () => (await import('./new.ts')).command,
      },
      {
        name: 'validate',
        usage: 'validate [paths..]',
        describe: 'Check files: YAML, schema, semantics and KQL',
        load: async () => (await import('./validate.ts')).command,
      },
      {
        name: 'explain',
        usage: 'explain [code]',
        describe: 'Explain a finding, or list all of them',
        load: async () => (await import('./explain.ts')).command,
      },
      {
        name: 'fmt',
        usage: 'fmt [paths..]',
        describe: 'Lay out files: key order and KQL, no value and no comment changed',
        load: async () => (await import('./fmt.ts')).command,
      },
      {
        name: 'convert',
        usage: 'convert <files..>',
        describe: 'Bring rule files into another dialect',
        load: async () => (await import('./convert.ts')).command,
      },
      {
        name: 'upstream',
        usage: 'upstream [rules..]',
        describe: 'Show what newer versions of their templates change in the files that follow them, and apply it',
        load: async () => (await import('./upstream.ts')).command,
      },
      {
        name: 'schema',
        usage: 'schema <action>',
        describe: 'Write the tables and functions of a workspace to a lock file that queries are checked against',
        load: async () => (await import('./schema.ts')).command,
      },
    ],
  },
  {
    title: 'Prove',
    commands: [
      {
        name: 'test',
        usage: 'test [paths..]',
        describe: 'Run rules over sample events, offline, and compare their alerts with what is expected',
        load: async () => (await import('./test.ts')).command,
      },
      {
        name: 'query',
        usage: 'query [kql]',
        describe: 'Run a KQL query over local files',
        load: async () => (await import('./query.ts')).command,
      },
      {
        name: 'sample',
        usage: 'sample <file>',
        describe: 'Print events of a file as rows of a table, for tests',
        load: async () => (await import('./sample.ts')).command,
      },
      {
        name: 'capture',
        usage: 'capture <subject>',
        describe: 'Write the rows that made an alert as a test of its rule, with other names for people and machines',
        load: async () => (await import('./capture.ts')).command,
      },
      {
        name: 'compare',
        usage: 'compare [paths..]',
        describe: 'Tell what changed rules no longer catch, newly catch, or say otherwise, offline',
        load: async () => (await import('./compare.ts')).command,
      },
      {
        name: 'backtest',
        usage: 'backtest <rule>',
        describe: 'Run a rule over the past of a workspace: alerts a day, and what a change of it does to them',
        load: async () => (await import('./backtest.ts')).command,
      },
    ],
  },
  {
    title: 'Change a workspace',
    commands: [
      {
        name: 'plan',
        usage: 'plan',
        describe: 'Show what a deployment would change in a workspace',
        load: async () => (await import('./plan.ts')).command,
      },
      {
        name: 'deploy',
        usage: 'deploy',
        describe: 'Make a workspace hold what this repository holds',
        load: async () => (await import('./deploy.ts')).command,
      },
      {
        name: 'promote',
        usage: 'promote <rule>',
        describe: 'Bring a rule to the next stage of its life cycle, after its tests have passed',
        load: async () => (await import('./promote.ts')).command,
      },
      {
        name: 'rollback',
        usage: 'rollback',
        describe: 'Make a workspace hold what the repository held at a git ref',
        load: async () => (await import('./rollback.ts')).command,
      },
      {
        name: 'disable',
        usage: 'disable <rule>',
        describe: 'Switch a noisy rule off until a date, on the record',
        load: async () => (await import('./disable.ts')).command,
      },
      {
        name: 'enable',
        usage: 'enable <rule>',
        describe: 'End the switching off of a rule in a workspace before its time',
        load: async () => (await import('./enable.ts')).command,
      },
      {
        name: 'adopt',
        usage: 'adopt [rules..]',
        describe: 'Take over what runs without belonging to this project',
        load: async () => (await import('./adopt.ts')).command,
      },
    ],
  },
  {
    title: 'Watch a workspace',
    commands: [
      {
        name: 'drift',
        usage: 'drift',
        describe: 'Compare a workspace with the repository, both ways',
        load: async () => (await import('./drift.ts')).command,
      },
      {
        name: 'pull',
        usage: 'pull [rules..]',
        describe: 'Write what a workspace holds, and changes made in it, into files',
        load: async () => (await import('./pull.ts')).command,
      },
      {
        name: 'health',
        usage: 'health',
        describe: 'Report rules that fail, were switched off by the service, or are silent',
        load: async () => (await import('./health.ts')).command,
      },
      {
        name: 'tune',
        usage: 'tune <rule>',
        describe: 'Propose exclusions of a rule from incidents that were closed as false or benign positives',
        load: async () => (await import('./tune.ts')).command,
      },
      {
        name: 'exclusions',
        usage: 'exclusions',
        describe: 'List what rules leave out, until when and whose it is, and take out what has ended',
        load: async () => (await import('./exclusions.ts')).command,
      },
      {
        name: 'history',
        usage: 'history <rule>',
        describe: 'Show what happened to a rule: commits, deployments, edits, and when it was off',
        load: async () => (await import('./history.ts')).command,
      },
      {
        name: 'audit',
        usage: 'audit [action]',
        describe: 'Give an auditor evidence of changes, or prove the log of deployments',
        load: async () => (await import('./audit.ts')).command,
      },
      {
        name: 'doctor',
        usage: 'doctor',
        describe: 'Check what a deployment needs, and say what to do about it',
        load: async () => (await import('./doctor.ts')).command,
      },
    ],
  },
  {
    title: 'Show',
    commands: [
      {
        name: 'show',
        usage: 'show <rule>',
        describe: 'Show one rule as it runs in a workspace',
        load: async () => (await import('./show.ts')).command,
      },
      {
        name: 'diff',
        usage: 'diff [rule]',
        describe: 'Show what git means for one workspace and not for another',
        load: async () => (await import('./diff.ts')).command,
      },
      {
        name: 'workspaces',
        usage: 'workspaces',
        describe: 'List the workspaces of the configuration',
        load: async () => (await import('./workspaces.ts')).command,
      },
      {
        name: 'docs',
        usage: 'docs <action>',
        describe: 'Build a catalogue: a static site, or Markdown',
        load: async () => (await import('./docs.ts')).command,
      },
      {
        name: 'coverage',
        usage: 'coverage',
        describe: 'Show which ATT&CK techniques the rules cover',
        load: async () => (await import('./coverage.ts')).command,
      },
      {
        name: 'placements',
        usage: 'placements [rule]',
        describe: 'Show who runs what: each item by workspace, on, off or kept away, and why',
        load: async () => (await import('./placements.ts')).command,
      },
      {
        name: 'metrics',
        usage: 'metrics',
        describe: 'Measure the rules: tests, alerts, false positives, drift, by owner, severity and tactic',
        load: async () => (await import('./metrics.ts')).command,
      },
      {
        name: 'graph',
        usage: 'graph [name]',
        describe: 'Show what needs what: tables, parsers, watchlists, connectors',
        load: async () => (await import('./graph.ts')).command,
      },
      {
        name: 'render',
        usage: 'render [paths..]',
        describe: 'Write ARM templates',
        load: async () => (await import('./render.ts')).command,
      },
    ],
  },
  {
    title: 'In a pipeline',
    commands: [
      {
        name: 'github',
        usage: 'github <task> [files..]',
        describe: 'Say a report on GitHub: as a comment, an issue or a job summary',
        load: async () => (await import('./github.ts')).command,
      },
      {
        name: 'report',
        usage: 'report <action> [files..]',
        describe: 'Merge the reports of several jobs into one',
        load: async () => (await import('./report.ts')).command,
      },
      {
        name: 'emulator',
        usage: 'emulator [action] [rule] [fields..]',
        describe: 'Run a local Sentinel workspace, or change an emulated one as people in the portal do',
        load: async () => (await import('./emulator.ts')).command,
      },
    ],
  },
];

/** Every command, in that order. */
export const commands: readonly Entry[] = commandGroups.flatMap((group) => group.commands);
