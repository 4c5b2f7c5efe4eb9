import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probeDraftOf, probeIn } from '../../../src/renderer/features/sla/probe-draft.ts';
import { probeOf, probeSchema, probeText } from '../../../src/shared/sla/probe.ts';

const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
const port = fc.integer({ min: 1, max: 65_535 });
const anyProbe = fc.oneof(
  fc.record({ kind: fc.constant('tcp' as const), address: host, port }),
  fc.record({
    kind: fc.constant('http' as const),
    url: fc.webUrl({ validSchemes: ['http', 'https'] }),
  }),
  fc.record({
    kind: fc.constant('ssh' as const),
    address: host,
    port,
    user: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    command: fc.stringMatching(/^[!-~]{1,40}$/),
  }),
);

describe('a probe', () => {
  it('comes out of its form as it went in', () => {
    fc.assert(
      fc.property(anyProbe, (probe) => {
        expect(probeIn(probeDraftOf(probe))).toEqual({ value: probe, problem: null });
      }),
    );
  });

  it('takes a VM’s name only where an address can hold it', () => {
    const probe = probeSchema.parse({ kind: 'http', url: 'http://{name}.lan/health' });
    expect(probeText(probeOf(probe, 'web-01') ?? probe)).toBe('http://web-01.lan/health');
    for (const name of ['web 1', 'a/b', 'x@y', '$(reboot)', '-web', 'web:80', '']) {
      expect(probeOf(probe, name), name).toBeNull();
    }
  });

  it.each([
    ['tcp', 'web-01.lan'],
    ['tcp', 'web-01.lan:0'],
    ['http', 'ftp://web-01.lan'],
    ['http', ''],
    ['ssh', 'web-01.lan'],
    ['ssh', '@web-01.lan'],
  ] as const)('is refused with what it should be: %s %s', (kind, target) => {
    const { value, problem } = probeIn({ kind, target, command: 'true' });
    expect(value).toBeNull();
    expect(problem).toMatch(/^(An address|Who logs in)/);
  });
});
