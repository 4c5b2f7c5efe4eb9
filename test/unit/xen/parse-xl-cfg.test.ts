import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXlCfg } from '../../../src/main/core/xen/xl/parse-xl-cfg.ts';
import { anyOutput, hostileName } from '../../support/any-output.ts';

const sample = `# a guest
name = "web1"   # its name
memory=512; vcpus = 2
disk = [
  'phy:/dev/vg0/web1,xvda,w',   # the root

  "format=raw,vdev=xvdb,access=r,target=/srv/data, with comma",
]
vnuma = [ [ "pnode=0","size=512" ], [ "pnode=1" ] ]
extra = "root=/dev/xvda \\"quoted\\" \\x41\\102\\t."
disk += [ '/srv/more.img,raw,xvdc' ]
extra += ' quiet'
empty = []
`;

function settings(text: string) {
  const parsed = parseXlCfg(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return Object.fromEntries(parsed.value);
}

describe('a configuration in xl’s syntax', () => {
  it('is read with comments, lists over lines, lists in lists, escapes and additions', () => {
    expect(settings(sample)).toEqual({
      name: 'web1',
      memory: '512',
      vcpus: '2',
      disk: [
        'phy:/dev/vg0/web1,xvda,w',
        'format=raw,vdev=xvdb,access=r,target=/srv/data, with comma',
        '/srv/more.img,raw,xvdc',
      ],
      vnuma: [['pnode=0', 'size=512'], ['pnode=1']],
      extra: 'root=/dev/xvda "quoted" AB\t. quiet',
      empty: [],
    });
  });

  it('may have no end of line at its end, Windows’ ends, and its last word counts', () => {
    expect(settings('a=1\r\na=2')).toEqual({ a: '2' });
  });

  it('carries any name in double quotes', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const quoted = name.replaceAll(/["\\]/g, (sign) => `\\${sign}`);
        expect(settings(`name = "${quoted}"\nmemory = 64\n`)).toEqual({ name, memory: '64' });
      }),
    );
  });

  it.each([
    ['name = web1', 'line 1'],
    ['a = 1\nb = [ 1, 2\n', 'the end of the file'],
    ['a = 1\n\nimport os.path', 'line 3'],
    ['a = "no end', 'line 1'],
    ['a = 1 2', 'the end of the line expected'],
    ['a = [ , ]', 'line 1'],
    ['a = (1)', '"("'],
    ['a = "x"\na += [ "y" ]', 'cannot be added'],
  ])('is refused like xl refuses it, and says where: %j', (text, where) => {
    const parsed = parseXlCfg(text);
    expect(parsed).toMatchObject({ ok: false, error: { code: 'parse-failed', details: text } });
    expect(!parsed.ok && parsed.error.message).toContain(where);
  });

  it('never throws and never hangs, whatever the file holds', () => {
    fc.assert(fc.property(anyOutput([sample]), (text) => void parseXlCfg(text)));
    for (const sign of ['[', '[\n', '"', '\\', "'\\", ' ', '#', '=', 'a=', '"a" ', '"\\a']) {
      const text = sign.repeat(1_000_000 / sign.length);
      parseXlCfg(text);
      parseXlCfg(`a = ${text}`);
      parseXlCfg(`a = "${text}`);
    }
  });
});
