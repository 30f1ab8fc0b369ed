import { describe, expect, test } from '@jest/globals';
import { answer, compiled, giving, rowsOf, withTable } from '../run.ts';

describe('mv-expand', () => {
  test('gives a row for each element; none for an empty array, one for a null', () => {
    const rows =
      'datatable(i:long, a:dynamic)[1, dynamic([5, "x"]), 2, dynamic([]), 3, dynamic(null), 4, dynamic({"k": 1})]';
    expect(answer(`${rows} | mv-expand a`)).toEqual([
      'i:long a:dynamic',
      '[1,5]',
      '[1,"x"]',
      '[3,null]',
      '[4,{"k":1}]',
    ]);
    expect(answer(`${rows} | mv-expand kind=array a | where i == 4`).at(-1)).toBe('[4,["k",1]]');
  });
  test('expands several columns side by side, and casts without parsing', () => {
    expect(
      answer('print a = dynamic([1, "2"]), b = dynamic(["x"]) | mv-expand a to typeof(long), b to typeof(string)'),
    ).toEqual(['a:long b:string', '[1,"x"]', '[null,""]']);
  });
  test.each(['long', 'int', 'real', 'decimal', 'bool'])('to %s takes a number, and no text of one', (type) => {
    const made = answer(`print a = dynamic([1, "1", "true"]) | mv-expand a to typeof(${type}) | project isnull(a)`);
    expect(made.slice(1)).toEqual(['[false]', '[true]', '[true]']);
  });
  test('numbers the elements and stops at a limit', () => {
    expect(answer('print a = dynamic([7, 8, 9]) | mv-expand with_itemindex = i a limit 2')).toEqual([
      'a:dynamic i:long',
      '[7,0]',
      '[8,1]',
    ]);
  });
});

describe('mv-apply', () => {
  test('runs a sub-query over the elements of each row', () => {
    expect(
      answer(
        'datatable(i:long, a:dynamic)[1, dynamic([3, 1]), 2, dynamic([])] | mv-apply e = a to typeof(long) on (summarize s = sum(e))',
      ),
    ).toEqual(['i:long a:dynamic s:long', '[1,[3,1],4]', '[2,[],0]']);
  });
  test('keeps the columns of the row beside those of the element', () => {
    expect(
      answer(
        'print u = "x", a = dynamic([{"n": 1, "v": "p"}, {"n": 2, "v": "q"}]) | mv-apply a on (where a.n == 2 | extend v = tostring(a.v)) | project u, v',
      ),
    ).toEqual(['u:string v:string', '["x","q"]']);
  });
});

describe('parse', () => {
  test('takes texts between texts, and numbers where a type says so', () => {
    expect(
      answer('print t = "user=ann id=42 rest" | parse t with * "user=" u " id=" i:long " " r | project u, i, r'),
    ).toEqual(['u:string i:long r:string', '["ann",42,"rest"]']);
  });
  test('leaves a row that does not match empty; relaxed, only what does not fit', () => {
    const row = 'print t = "id=x;n=5"';
    expect(answer(`${row} | parse t with "id=" i:long ";n=" n:long | project i, n`).at(-1)).toBe('[null,null]');
    expect(answer(`${row} | parse kind=relaxed t with "id=" i:long ";n=" n:long | project i, n`).at(-1)).toBe(
      '[null,5]',
    );
    expect(answer(`${row} | parse-where t with "id=" i:long ";n=" n:long | count`).at(-1)).toBe('[0]');
  });
  test('regex takes expressions, also ones with groups of their own', () => {
    expect(
      answer(String.raw`print t = "a1-b22-c" | parse kind=regex t with @"([a-z])\d-" x @"(\d+)-" y | project x, y`).at(
        -1,
      ),
    ).toBe('["b2","c"]');
  });
  test('parse-kv reads pairs, with delimiters, quotes or an expression', () => {
    expect(
      answer(
        `print t = "a=1, b='x, y'" | parse-kv t as (a:long, b:string) with (pair_delimiter=",", kv_delimiter="=", quote="'") | project a, b`,
      ).at(-1),
    ).toBe('[1,"x, y"]');
    expect(
      answer(
        String.raw`print t = "a:1|b:2" | parse-kv t as (a:long, b:long) with (regex=@"(\w+):(\d+)") | project a, b`,
      ).at(-1),
    ).toBe('[1,2]');
  });
});

describe('plug-ins whose columns depend on the rows', () => {
  test('bag_unpack gives a column for each key, in the order of their names, with the type of its values', () => {
    expect(
      answer(
        'datatable(i:long, d:dynamic)[1, dynamic({"b": 1, "a": "x"}), 2, dynamic({"b": 2.5})] | evaluate bag_unpack(d)',
      ),
    ).toEqual(['i:long a:string b:dynamic', '[1,"x",1]', '[2,"",2.5]']);
  });
  test('what follows sees these columns with their types', () => {
    expect(
      answer('print d = dynamic({"n": 5}) | evaluate bag_unpack(d, "p_") | where p_n > 4 | summarize s = sum(p_n)'),
    ).toEqual(['s:long', '[5]']);
  });
  test('a column that no row brought is refused as the service refuses it', () => {
    expect(() => answer('print d = dynamic({"n": 5}) | evaluate bag_unpack(d) | project m')).toThrow(
      /does not refer to any known column/,
    );
    expect(
      answer('print d = dynamic({"n": 5}) | evaluate bag_unpack(d) | project m = column_ifexists("m", "none")').at(-1),
    ).toBe('["none"]');
  });
  test('a schema says which columns there are', () => {
    expect(answer('print d = dynamic({"n": 5, "x": 1}) | evaluate bag_unpack(d) : (n:string, m:long)')).toEqual([
      'n:string m:long',
      '["5",null]',
    ]);
  });
  test('pivot gives a column for each value', () => {
    expect(
      answer(
        'datatable(k:string, c:string, n:long)["a", "y", 1, "a", "x", 2, "b", "x", 3] | evaluate pivot(c, sum(n))',
      ),
    ).toEqual(['k:string x:long y:long', '["a",2,1]', '["b",3,0]']);
  });
  test('narrow gives a row for each cell', () => {
    expect(answer('print a = 1, b = "x" | evaluate narrow()')).toEqual([
      'Row:long Column:string Value:string',
      '[0,"a","1"]',
      '[0,"b","x"]',
    ]);
  });
  test('ipv6_lookup finds the networks of an address', () => {
    const nets = 'let N = datatable(net:string, place:string)["2001:db8:85a3::/48", "here", "2001:db8::/32", "wide"];';
    expect(
      answer(`${nets} datatable(ip:string)["2001:0db8:85a3::7334", "fe80::1"] | evaluate ipv6_lookup(N, ip, net)`),
    ).toEqual([
      'net:string place:string ip:string',
      '["2001:db8:85a3::/48","here","2001:0db8:85a3::7334"]',
      '["2001:db8::/32","wide","2001:0db8:85a3::7334"]',
    ]);
  });
  test('ipv4_lookup finds the networks of an address', () => {
    const nets = 'let N = datatable(net:string, who:string)["10.0.0.0/8", "in", "192.168.0.0/16", "home"];';
    expect(
      answer(
        `${nets} datatable(ip:string)["10.1.2.3", "8.8.8.8"] | evaluate ipv4_lookup(N, ip, net, return_unmatched = true)`,
      ),
    ).toEqual(['ip:string net:string who:string', '["10.1.2.3","10.0.0.0/8","in"]', '["8.8.8.8","",""]']);
  });
  test('a lookup brings the nulls of what it found, each column in its place', () => {
    const nets = 'let N = datatable(net:string, since:datetime, rank:long)["10.0.0.0/8", datetime(null), long(null)];';
    expect(answer(`${nets} print ip = "10.1.2.3" | evaluate ipv4_lookup(N, ip, net)`)).toEqual([
      'ip:string net:string since:datetime rank:long',
      '["10.1.2.3","10.0.0.0/8",null,null]',
    ]);
  });
});

describe('scan, partition, search and find', () => {
  test('scan goes through steps in order', () => {
    const events = 'datatable(t:long, e:string)[1, "start", 2, "x", 3, "stop", 4, "stop"]';
    expect(
      answer(
        `${events} | sort by t asc | scan with_match_id = m with (step s: e == "start"; step p: e == "stop" and t - s.t < 3;)`,
      ),
    ).toEqual(['t:long e:string m:long', '[1,"start",0]', '[3,"stop",0]']);
  });
  test('partition runs a sub-query for each value', () => {
    expect(answer('datatable(k:string, n:long)["a", 1, "b", 5, "a", 3] | partition by k (top 1 by n)')).toEqual([
      'k:string n:long',
      '["a",3]',
      '["b",5]',
    ]);
  });
  test('search looks into every column for a term', () => {
    expect(
      answer('datatable(a:string, b:string)["x", "the term", "y", "termite"] | search "term" | project a').slice(1),
    ).toEqual(['["x"]']);
    expect(
      answer('datatable(a:string, b:string)["x", "the term", "y", "termite"] | search "term*" | count').at(-1),
    ).toBe('[2]');
    const found = (term: string): readonly string[] =>
      answer(
        `datatable(a:string)["mistermind", "wintermute", "a term", "midterm"] | search "${term}" | project a`,
      ).slice(1);
    expect(found('*term')).toEqual(['["a term"]', '["midterm"]']);
    expect(found('*term*')).toHaveLength(4);
    expect(found('mid*rm')).toEqual(['["midterm"]']);
    expect(answer('datatable(a:string, b:string)["x", "p", "p", "q"] | search a:"p" | project b').slice(1)).toEqual([
      '["q"]',
    ]);
  });
  test('search looks into no column for the name of the table, which stands beside its rows', () => {
    const program = compiled('search in (Logs) "Logs"', withTable('Logs', [{ name: 'a', type: 'string' }]));
    expect(rowsOf(program, giving({ Logs: [['x'], ['the Logs']] }))).toEqual(['["Logs","the Logs"]']);
  });
});
