import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, openLab } from './lab-api.ts';
import { type LabConsole, openLabConsole } from './lab-console.ts';

let lab: Lab;
let console_: LabConsole;

beforeAll(async () => {
  lab = await openLab({ hosts: ['xen-a', 'xen-c'] });
  await lab.reset('xen-a', 'xen-c');
  console_ = await openLabConsole(lab, ['xen-a', 'xen-c'], { user: 'admin' });
});

afterAll(async () => {
  await console_.close();
});

describe('hosts of different capability, as an account that is not root', () => {
  it('tells an SVM host with nested paging from one without hardware assist', () => {
    const { hosts } = console_.client.state();
    const [a, c] = ['xen-a', 'xen-c'].map((name) => hosts[console_.idOf(name)]?.facts);
    expect(a).toMatchObject({ assist: 'svm', xenVersion: { major: 4, minor: 17 } });
    expect(a?.virtCaps).toEqual(expect.arrayContaining(['pv', 'hvm', 'hap']));
    expect(a?.virtCaps).not.toContain('shadow');
    expect(c?.virtCaps).not.toContain('hvm');
    expect(c?.assist).toBe('none');
  });

  it('refuses a PVH guest on the host that cannot run it, and says why', async () => {
    const { verdict } = await console_.client.must('moves.preflight', {
      vm: console_.vm('xen-a', 'counter'),
      targetHostId: console_.idOf('xen-c'),
      mode: 'live',
    });
    expect(verdict.possible).toBe(false);
    expect(verdict.reasons.filter((reason) => reason.severity === 'blocks')).toContainEqual(
      expect.objectContaining({ code: 'type-unsupported' }),
    );
  });

  it('finds the way from host to host with the forwarded key of that account', async () => {
    const { verdict } = await console_.client.must('moves.preflight', {
      vm: console_.vm('xen-a', 'pv1'),
      targetHostId: console_.idOf('xen-c'),
      mode: 'stop-and-copy',
    });
    expect(verdict, JSON.stringify(verdict, null, 1)).toMatchObject({ possible: true });
  });
});
