import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readConfiguration } from '../../../src/app/author/import/terraform-files.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { ModuleInstances } from '../../../src/importers/terraform/module.ts';

/** What a configuration makes of its resources, in a folder of its own. */
const read = async (files: Readonly<Record<string, string>>, given: JsonObject = {}): Promise<ModuleInstances> => {
  const folder = await mkdtemp(join(tmpdir(), 'picket-terraform-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await readConfiguration(join(folder, 'root'), given, (type) => type === 'thing', folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const thing = (expression: string): string => `
locals {
  list  = ["b", "a", "b"]
  named = [{ name = "One", at = { hour = 1 } }, { name = "Two", at = { hour = 2 } }]
  nothing = null
  map   = { x = 1, y = 2 }
  rules = { one = { name = "One", on = true }, two = { name = "Two", on = false } }
}
variable "size" { default = 3 }
resource "thing" "a" {
  value = ${expression}
}
`;

describe('an expression of Terraform', () => {
  test.each<[string, unknown]>([
    ['"plain"', 'plain'],
    ['"a ${var.size} b $${kept} \\"q\\" \\n"', 'a 3 b ${kept} "q" \n'],
    ['local.list[0]', 'b'],
    ['local.map["y"]', 2],
    ['local.rules["one"].name', 'One'],
    ['var.size * 2 - 1', 5],
    ['var.size > 2 && !false ? "big" : "small"', 'big'],
    ['[for r in local.rules : upper(r.name) if r.on]', ['ONE']],
    ['{ for k, r in local.rules : k => r.name }', { one: 'One', two: 'Two' }],
    ['{ for k, r in local.rules : r.on => r.name... }', { true: ['One'], false: ['Two'] }],
    ['{ for k, v in local.list : v => k... if v != "c" }', { b: [0, 2], a: [1] }],
    ['values(local.rules)[*].name', ['One', 'Two']],
    ['local.list.*', ['b', 'a', 'b']],
    ['local.named.*.name', ['One', 'Two']],
    ['local.named[*].name', ['One', 'Two']],
    ['local.named[*].at.hour', [1, 2]],
    ['local.rules["one"].*.name', ['One']],
    ['local.nothing.*.name', []],
    ['"5" + 1', 6],
    ['templatestring("hello $${x}", { x = "u" })', 'hello u'],
    ['filesha256("text.kql")', '678f81a714fbc72030f82f9980054d5cf90e6f041a367f7da2f35b0f7dafb0e5'],
    ['formatlist("%s-%d", ["a", "b"], [1, 2])', ['a-1', 'b-2']],
    ['max([1, 3, 2]...)', 3],
    ['merge(local.map, { y = 3, "z" = 4 })', { x: 1, y: 3, z: 4 }],
    ['toset(local.list)', ['a', 'b']],
    ['join(", ", sort(local.list))', 'a, b, b'],
    ['format("%s-%03d-%q", "a", 7, "b")', 'a-007-"b"'],
    ['lookup(local.map, "none", "else")', 'else'],
    ['try(local.map.none, "else")', 'else'],
    ['jsondecode("{\\"a\\": [1]}").a', [1]],
    ['yamldecode("a: [1, 2]").a', [1, 2]],
    ['uuidv5("dns", "www.example.com")', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    ['"%{ if var.size > 2 }yes%{ else }no%{ endif }"', 'yes'],
    ['file("${path.module}/text.kql")', 'T\n'],
    ['templatefile("t.tftpl", { name = "x", list = local.list })', 'x: b a b '],
    ['[for f in fileset("rules", "*.yaml") : yamldecode(file("rules/${f}")).id]', ['r1', 'r2']],
    ['<<-EOT\n    one\n      two\n  EOT', 'one\n  two\n'],
  ])('%s comes to %j', async (expression, value) => {
    const { instances } = await read({
      'root/main.tf': thing(expression),
      'root/text.kql': 'T\n',
      'root/t.tftpl': '${name}: %{ for i in list }${i} %{ endfor }',
      'root/rules/a.yaml': 'id: r1\n',
      'root/rules/b.yaml': 'id: r2\n',
    });
    expect(instances).toEqual([{ address: 'thing.a', type: 'thing', values: { value }, gaps: [] }]);
  });

  test.each([
    ['random_uuid.x.result', '`random_uuid.x.result` is known only to Terraform'],
    ['timestamp()', 'timestamp() is known only to Terraform'],
    ['local.none', 'there is no local.none'],
    ['null + 1', '`null + 1` cannot be worked out'],
    ['local.map ? 1 : 2', '`local.map ? 1 : 2` cannot be worked out'],
    ['file("none.kql")', 'there is no file `none.kql`'],
    ['file("../../../etc/hostname")', 'there is no file `../../../etc/hostname`'],
  ])('%s is open: %s', async (expression, why) => {
    const { instances } = await read({ 'root/main.tf': thing(expression) });
    expect(instances[0]?.gaps).toEqual([{ at: '/value', why }]);
  });

  test('is evaluated with the variables of files, over which given ones win', async () => {
    const files = { 'root/main.tf': thing('var.size'), 'root/terraform.tfvars': 'size = 5\n' };
    expect((await read(files)).instances[0]?.values).toEqual({ value: 5 });
    expect((await read(files, { size: 6 })).instances[0]?.values).toEqual({ value: 6 });
  });

  test('stands in modules of local folders, in loops and in dynamic blocks', async () => {
    const { instances, problems } = await read({
      'root/main.tf':
        'module "m" {\n  source = "../mod"\n  names = ["p", "q"]\n}\nmodule "far" {\n  source = "org/far/x"\n}\n',
      'mod/main.tf': `variable "names" {}
resource "thing" "t" {
  count = length(var.names)
  name = var.names[count.index]
  dynamic "item" {
    for_each = var.names
    content { of = item.value }
  }
}`,
    });
    expect(instances.map(({ address, values }) => [address, values['name'], values['item']])).toEqual([
      ['module.m.thing.t[0]', 'p', [{ of: 'p' }, { of: 'q' }]],
      ['module.m.thing.t[1]', 'q', [{ of: 'p' }, { of: 'q' }]],
    ]);
    expect(problems).toEqual([
      { address: 'module.far', why: 'its source is no local folder, so it was not looked into' },
    ]);
  });

  test('has modules that nobody can count: they are named, and the others are read', async () => {
    const { instances, problems } = await read({
      'root/main.tf':
        'variable "open" {}\nmodule "many" {\n  source = "../mod"\n  count = var.open\n}\nmodule "one" {\n  source = "../mod"\n}\n',
      'mod/main.tf': 'resource "thing" "t" {\n  name = "x"\n}',
    });
    expect(instances.map(({ address }) => address)).toEqual(['module.one.thing.t']);
    expect(problems.map(({ address }) => address)).toEqual(['module.many']);
  });

  test('is no reason to hang: what takes too much work is given up, and what comes before it is read', async () => {
    const many = '[for a in range(1000) : [for b in range(1000) : a]]';
    const { instances } = await read({
      'root/main.tf': `resource "thing" "a" {\n  first = 1\n  value = length(${many})\n}\n`,
    });
    expect(instances).toEqual([
      {
        address: 'thing.a',
        type: 'thing',
        values: { first: 1, value: null },
        gaps: [{ at: '/value', why: 'the configuration takes too much work to evaluate' }],
      },
    ]);
  });

  test('is no reason to hang: a local that needs itself is named', async () => {
    const { instances } = await read({
      'root/main.tf': 'locals {\n  a = local.b\n  b = local.a\n}\nresource "thing" "t" {\n  x = local.a\n}\n',
    });
    expect(instances[0]?.gaps).toEqual([{ at: '/x', why: 'local.a needs its own value' }]);
  });

  test('is read from JSON too, the other language of Terraform', async () => {
    const files = {
      'root/main.tf.json': JSON.stringify({
        variable: { size: { default: 1 } },
        locals: { twice: '${var.size * 2}' },
        resource: { thing: { a: { x: '${local.twice}' } } },
      }),
      'root/more.tf': 'resource "thing" "b" {\n  x = local.twice + 1\n}\n',
      'root/a.auto.tfvars.json': '{"size": 4}',
    };
    expect((await read(files)).instances.map(({ address, values }) => [address, values['x']])).toEqual([
      ['thing.a', 8],
      ['thing.b', 9],
    ]);
  });

  test('of a file that is no HCL is refused with its place', async () => {
    await expect(read({ 'root/main.tf': 'resource "a" {{' })).rejects.toThrow(
      /root\/main\.tf:1:15 is no HCL that can be read: Argument or block definition required/,
    );
  });
});
