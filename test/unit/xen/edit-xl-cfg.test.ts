import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CfgChanges, editXlCfg } from '../../../src/main/core/xen/xl/edit-xl-cfg.ts';
import { parseXlCfg } from '../../../src/main/core/xen/xl/parse-xl-cfg.ts';
import { anyOutput } from '../../support/any-output.ts';
import { runs } from '../../support/properties.ts';

function edited(source: string, changes: CfgChanges): string {
  const done = editXlCfg(source, changes);
  if (!done.ok) throw new Error(done.error.message);
  return done.value;
}

function settings(text: string) {
  const parsed = parseXlCfg(text);
  if (!parsed.ok) throw new Error(`${parsed.error.message}\n${text}`);
  return Object.fromEntries(parsed.value);
}

const boot: CfgChanges = { kernel: '/new/vmlinuz', extra: 'a=1 b="', bootloader: null };
const safe: CfgChanges = { ...boot, extra: 'a=1 b=2' };

describe('editing a configuration', () => {
  it('changes what is there in its place, takes out what shall not be, and puts new ones last', () => {
    const source = `# web1, by anna
name = "web1"   # its name
  bootloader = "pygrub"
extra = "quiet"; memory = 512 # MiB
disk = [
  "/dev/vg0/web1,raw,xvda,w",   # bootloader = "no"
]
extra += " splash"  # for the screen
`;
    expect(edited(source, safe)).toBe(`# web1, by anna
name = "web1"   # its name
; memory = 512 # MiB
disk = [
  "/dev/vg0/web1,raw,xvda,w",   # bootloader = "no"
]
extra = "a=1 b=2"  # for the screen
kernel = "/new/vmlinuz"
`);
  });

  it('begins a new line for a new setting where the file ends without one', () => {
    expect(edited('name = "a" # end', { kernel: 'k' })).toBe('name = "a" # end\nkernel = "k"\n');
    expect(edited('', { kernel: 'k' })).toBe('kernel = "k"\n');
  });

  it('refuses a value that would need escapes, and a file that xl would refuse', () => {
    expect(editXlCfg('name = "a"', boot)).toMatchObject({ error: { code: 'invalid-input' } });
    expect(editXlCfg('name = a', safe)).toMatchObject({ error: { code: 'parse-failed' } });
    for (const value of ['a\nb', 'a\\', 'ü', 'a\0']) {
      expect(editXlCfg('', { extra: value })).toMatchObject({ error: { code: 'invalid-input' } });
    }
  });

  /** Bytes of any value, as latin1: what is no ASCII stands in comments and strings alone. */
  const bytes = fc
    .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes));
  const blank = fc.constantFrom('', ' ', '\t', '  ', '\r');
  const foreign = fc.oneof(
    bytes.map((text) => `#${text}`),
    blank,
    fc
      .tuple(fc.constantFrom('name', 'memory', 'kernels', 'x.extra', 'vif'), blank, bytes, blank)
      .map(([name, before, text, after]) => {
        const value = text.replaceAll(/["\\]/g, '');
        return `${name}${before}=${after}"${value}"${before}# ${text}`;
      }),
    fc
      .constantFrom('disk = [', 'vcpus = 2;;')
      .map((line) => (line === 'disk = [' ? 'disk=[]' : line)),
    bytes.map((text) => `vif = [\n '${text.replaceAll(/['\\]/g, '')}', # ]\n\n]`),
  );
  const own = fc.constantFrom(
    'kernel = "/old"',
    "\tkernel='/older'",
    'extra="x y"',
    'extra += "z"',
    'bootloader = "pygrub"',
    'bootloader=[ "a",\n "b" ]',
  );
  const lines = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: foreign.map((text) => ({ own: false, text })) },
      { weight: 1, arbitrary: own.map((text) => ({ own: true, text })) },
    ),
    { maxLength: 25 },
  );

  it('keeps every line that is none of its own to the byte, and in its order', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const source = all.map(({ text }) => `${text}\n`).join('');
        // A sum of a list and a string is no configuration.
        fc.pre(parseXlCfg(source).ok);
        const names = all.map(({ own, text }) => (own ? (/\w+/.exec(text)?.[0] ?? '') : null));
        const expected = all.flatMap(({ text }, at): string[] => {
          const name = names[at];
          if (name === null || name === undefined) return [text];
          if (name === 'bootloader' || names.lastIndexOf(name) !== at) return [];
          return [`${/^\s*/.exec(text)?.[0]}${name} = "${safe[name]}"`];
        });
        for (const name of ['kernel', 'extra']) {
          if (!names.includes(name)) expected.push(`${name} = "${safe[name]}"`);
        }
        expect(edited(source, safe)).toBe(expected.map((line) => `${line}\n`).join(''));
      }),
      { numRuns: runs(500) },
    );
  });

  it('makes xl read just what was asked for, and to do it twice is to do it once', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const source = all.map(({ text }) => text).join('\n');
        fc.pre(parseXlCfg(source).ok);
        const once = edited(source, safe);
        const { bootloader: _gone, ...before } = settings(source);
        expect(settings(once)).toEqual({ ...before, kernel: safe.kernel, extra: safe.extra });
        expect(edited(once, safe)).toBe(once);
      }),
      { numRuns: runs(500) },
    );
  });

  it('never throws, whatever the file holds', () => {
    fc.assert(fc.property(anyOutput(['kernel = "a"\n']), (text) => void editXlCfg(text, safe)));
  });
});
