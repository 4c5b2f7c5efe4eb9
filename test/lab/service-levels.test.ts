import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePromise } from '../support/sample-objective.ts';
import { until } from '../support/until.ts';
import { type Lab, openLab } from './lab-api.ts';
import { type LabConsole, openLabConsole } from './lab-console.ts';

/**
 * Three guests of one vCPU that never rest share one pCPU, so that nothing but their weights decides
 * who gets how much of it. A fourth fills the other pCPU, beside dom0: the host is full.
 */
const burners = ['burn1', 'burn2', 'burn3'] as const;
const filler = 'filler';
const favoured = burners[0];
const patienceMs = 10 * 60_000;
/** Seconds of CPU over which shares are measured: xl tells them in tenths. */
const measuredSeconds = 10;

const t0 = Date.now();
const say = (w: string) => console.log(`@@ ${((Date.now() - t0) / 1000).toFixed(0)} ${w}`);
let lab: Lab;
let console_: LabConsole;

/** PV, as it boots in seconds. The kernel hands what stands behind `--` to its init: busybox, as a shell that never ends. */
function configOf(name: string, number: number): string {
  const pcpu = name === filler ? 0 : 1;
  return [
    `name = "${name}"`,
    `uuid = "5a7e0000-0000-4000-8000-0000000000e${number}"`,
    'type = "pv"',
    'kernel = "/var/lib/xen/boot/vmlinux"',
    'ramdisk = "/var/lib/xen/boot/guest.cpio"',
    `cmdline = 'console=hvc0 quiet panic=1 mitigations=off rdinit=/bin/busybox -- sh -c "while :; do :; done"'`,
    'memory = 88',
    'vcpus = 1',
    `cpus = "${pcpu}"`,
    '',
  ].join('\n');
}

async function must(command: string): Promise<string> {
  const ran = await lab.run('xen-a', command);
  if (ran.code !== 0) throw new Error(`${command}: ${ran.stderr}`);
  return ran.stdout;
}

/** CPU seconds of each burner, as xl counts them. */
async function cpuSeconds(): Promise<Record<string, number>> {
  const rows = (await must('xl list')).split('\n').map((line) => line.trim().split(/\s+/));
  return Object.fromEntries(
    rows.flatMap(([name = '', ...rest]) =>
      burners.some((burner) => burner === name) ? [[name, Number(rest.at(-1))]] : [],
    ),
  );
}

/** How much more CPU the favoured guest gets than another, over some seconds of what all get. */
async function measuredRatio(): Promise<number> {
  const before = await cpuSeconds();
  return until(
    async () => {
      const now = await cpuSeconds();
      const got = burners.map((name) => (now[name] ?? 0) - (before[name] ?? 0));
      const [first = 0, second = 0, third = 0] = got;
      const isEnough = first + second + third >= measuredSeconds;
      return isEnough ? first / ((second + third) / 2) : null;
    },
    `${measuredSeconds} s of CPU time`,
    patienceMs,
  );
}

async function weight(): Promise<number> {
  const line = (await must(`xl sched-credit2 -d ${favoured}`)).trim().split('\n').at(-1) ?? '';
  return Number(line.trim().split(/\s+/).at(-2));
}

describe('a promise of CPU on a real host', () => {
  beforeAll(async () => {
    say('begin');
    lab = await openLab({ hosts: ['xen-a'] });
    say('open');
    await lab.reset('xen-a');
    say('reset');
    // The console looks by dom0, which has to keep up beside guests that take all they can get.
    await must('xl sched-credit2 -d 0 -w 2048 && xl vcpu-pin Domain-0 0 0');
    console_ = await openLabConsole(lab, ['xen-a']);
    say('console open');
    await console_.client.must('settings.update', { usageIntervalSeconds: 5 });
    const guests = [...burners, filler];
    for (const [at, name] of guests.entries()) {
      const text = Buffer.from(configOf(name, at + 1)).toString('base64');
      // Paused: those that burn already would have the next one wait.
      await must(
        `echo ${text} | base64 -d >/etc/xen/${name}.cfg && xl create -p -q /etc/xen/${name}.cfg`,
      );
    }
    for (const name of guests) await must(`xl unpause ${name}`);
    say('created');
    await until(
      async () => {
        const used = await cpuSeconds();
        return burners.every((name) => (used[name] ?? 0) > 3);
      },
      'every guest booted and burning',
      patienceMs,
    );
  });

  afterAll(async () => {
    await console_?.close();
  });

  it('gives a guest the share that it is promised by weight, really felt, and returns it', async () => {
    say('burning');
    const { client } = console_;
    const hostId = console_.idOf('xen-a');
    const uuid = await client.until('the guest seen', ({ vms }) => {
      const vm = vms[hostId]?.[favoured];
      return vm?.state === 'running' && vm.uuid ? vm.uuid : undefined;
    });
    say('guest seen');
    expect(await weight()).toBe(256);
    const before = await measuredRatio();
    expect(before).toBeGreaterThan(0.7);
    expect(before).toBeLessThan(1.3);

    say('ratio before');
    const { id } = await client.must('sla.put', {
      id: null,
      subject: { kind: 'vm', uuid, name: favoured },
      promise: samplePromise({ cpus: 0.85 }),
    });
    const told = await until(
      async () => (await client.must('sla.overview', {})).audit.find(({ kind }) => kind === 'set'),
      'the weight set',
      patienceMs,
    );
    expect(told.text).toContain('of 0.85 promised pCPUs');
    say('weight set');
    const set = await weight();
    expect(set).toBeGreaterThan(256);
    const during = await measuredRatio();
    expect(during, `weight ${set}: ${told.text}`).toBeGreaterThan(before * 1.25);

    say('ratio during');
    await client.must('sla.remove', { id });
    await until(async () => (await weight()) === 256, 'the old weight', patienceMs);
    say('weight back');
    const after = await measuredRatio();
    expect(after).toBeGreaterThan(0.7);
    expect(after).toBeLessThan(1.3);
    say('done');
  });
});
