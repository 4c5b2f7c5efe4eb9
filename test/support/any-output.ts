import fc from 'fast-check';

/**
 * What a host may answer to anything: any text at all, or a real answer with bytes cut out, put in
 * or changed. The real ones come from `examples`.
 */
export function anyOutput(examples: readonly string[]): fc.Arbitrary<string> {
  const noise = fc.string({ unit: 'binary', maxLength: 40 });
  const damaged = fc
    .tuple(fc.constantFrom(...examples), fc.nat(), fc.nat({ max: 60 }), noise)
    .map(([text, where, cut, put]) => {
      const at = where % (text.length + 1);
      return text.slice(0, at) + put + text.slice(at + cut);
    });
  const torn = fc
    .tuple(fc.constantFrom(...examples), fc.nat())
    .map(([text, where]) => text.slice(0, where % (text.length + 1)));
  return fc.oneof(fc.string({ unit: 'binary' }), fc.string(), damaged, torn);
}

/** Names that xl allows and that hurt whoever forgets about them. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'web "1" $(reboot) ü',
    '-l',
    '--help',
    '0',
    '12',
    'a b',
    '     x',
    'Name ID Mem VCPUs State Time(s)',
    '(null)',
    '__proto__',
    'constructor',
    '名前 🖥',
    "it's; rm -rf \\",
    'web 1 128 1 -b---- 3.0 ccd5929a-1cff-474c-93fa-ef9068940683 - -',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((s) => !/[\p{Cc}/]/u.test(s)),
);
