import { afterEach, describe, expect, it } from 'vitest';
import { tuneVm } from '../../../src/main/core/xen/xl/tune-vm.ts';
import { createFakeXenTools, type FakeXenTools } from '../../support/fake-xen-tools.ts';
import { createLocalRunner } from '../../support/local-runner.ts';

const name = 'web "1" $(reboot) ü';
const uuid = 'ccd5929a-1cff-474c-93fa-ef9068940683';
const head = 'Name ID Mem VCPUs State Time(s) UUID Reason-Code Security Label\n';
const row = `${name} 7 128 2 -b---- 1.0 ${uuid} - -\n`;
const sched = (weight: number, cap: number) =>
  `Name                                ID Weight  Cap\n${name}  7 ${weight} ${cap}\n`;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

type Tune = (to: { weight?: number; cap?: number; vcpus?: number }) => ReturnType<typeof tuneVm>;

function openHost(): { tools: FakeXenTools; tune: Tune } {
  const tools = createFakeXenTools();
  cleanups.push(() => tools.remove());
  tools.domains({ 0: 'Domain-0', 7: name });
  tools.answer('list -v 7', head + row);
  tools.answer('sched-credit2 -d 7', sched(256, 0));
  const runner = createLocalRunner({ env: tools.env });
  return { tools, tune: (to) => tuneVm(runner, { vm: { name, uuid }, scheduler: 'credit2', to }) };
}

describe('setting a VM in a real sh', () => {
  it('only looks when nothing is to be set', async () => {
    const { tools, tune } = openHost();
    expect(await tune({})).toEqual({ ok: true, value: { weight: 256, cap: 0, vcpus: 2 } });
    expect(tools.calls().filter((call) => / -[wc] |vcpu-set/.test(call))).toEqual([]);
  });

  it('asks xl for what is given and nothing else, whatever the name holds', async () => {
    const { tools, tune } = openHost();
    tools.answer('sched-credit2 -d 7 -w 512', '');
    tools.answer('sched-credit2 -d 7 -w 512 -c 150', '');
    tools.answer('vcpu-set 7 2', '');
    await tune({ weight: 512 });
    await tune({ weight: 512, cap: 150, vcpus: 2 });
    const asked = tools.calls().filter((call) => / -[wc] |vcpu-set/.test(call));
    expect(asked).toEqual([
      'sched-credit2 -d 7 -w 512',
      'sched-credit2 -d 7 -w 512 -c 150',
      'vcpu-set 7 2',
    ]);
  });

  it('does not touch a VM that was given the name anew', async () => {
    const { tools, tune } = openHost();
    tools.answer('list -v 7', head + row.replace(uuid, uuid.replace('c', 'd')));
    expect(await tune({ weight: 512 })).toMatchObject({
      ok: false,
      error: { code: 'not-possible-now' },
    });
    expect(tools.calls().filter((call) => call.includes('-w'))).toEqual([]);
  });

  it('says why xl refused in xl’s own words', async () => {
    const { tools, tune } = openHost();
    tools.fail('sched-credit2 -d 7 -w 512', 1, 'libxl: error: CPU weight out of range\n');
    expect(await tune({ weight: 512 })).toMatchObject({
      ok: false,
      error: { code: 'command-failed', details: expect.stringContaining('out of range') },
    });
    tools.domains({ 0: 'Domain-0' });
    expect(await tune({})).toMatchObject({ ok: false, error: { code: 'vm-not-found' } });
  });
});
