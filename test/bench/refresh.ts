import { type Lab, openLab } from '../lab/lab-api.ts';
import { openLabConsole } from '../lab/lab-console.ts';
import type { Benchmark } from './benchmark.ts';
import { median, round } from './statistics.ts';

const host = 'xen-b';
const seconds = 180;
const rounds = 2;

/** dom0's busy time since its boot, in seconds: all but idle and iowait of /proc/stat. */
async function busySeconds(lab: Lab): Promise<number> {
  const { stdout } = await lab.run(host, 'head -1 /proc/stat; getconf CLK_TCK');
  const [line = '', ticks = '100'] = stdout.trim().split('\n');
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + irq + softirq) / Number(ticks);
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What dom0 spends in a while, per minute. The two looks cost the same in every phase. */
async function spent(lab: Lab): Promise<number> {
  const before = await busySeconds(lab);
  await wait(seconds * 1_000);
  return ((await busySeconds(lab)) - before) * (60 / seconds);
}

async function watched(lab: Lab): Promise<number> {
  const console_ = await openLabConsole(lab, [host]);
  try {
    await console_.client.until('usage', ({ hosts }) => hosts[console_.idOf(host)]?.usage?.cpu);
    return await spent(lab);
  } finally {
    await console_.close();
  }
}

async function polled(lab: Lab): Promise<number> {
  const stop = new AbortController();
  const loop = lab
    .run(host, 'while :; do xl list -l >/dev/null; sleep 5; done', {
      timeoutMs: 3_600_000,
      signal: stop.signal,
    })
    .catch(() => undefined);
  const found = await spent(lab);
  stop.abort();
  await loop;
  return found;
}

/** An idle host costs dom0 something too; both ways of watching are counted above that. */
const benchmark: Benchmark = {
  about: 'dom0 CPU of watching an idle host against a bare xl list -l every 5 s',
  async run(progress) {
    const lab = await openLab({ progress });
    await lab.reset();
    const figures = { idle: [] as number[], watch: [] as number[], poll: [] as number[] };
    for (let turn = 1; turn <= rounds; turn += 1) {
      progress(`round ${turn} of ${rounds}`);
      figures.idle.push(await spent(lab));
      figures.watch.push(await watched(lab));
      figures.poll.push(await polled(lab));
    }
    const idle = median(figures.idle);
    const watch = median(figures.watch) - idle;
    const poll = median(figures.poll) - idle;
    return {
      ratio: round(watch / poll),
      watchCpuSecondsPerMinute: round(watch),
      pollCpuSecondsPerMinute: round(poll),
      idleCpuSecondsPerMinute: round(idle),
    };
  },
  budget: ({ ratio }) => (Number(ratio) <= 1 ? [] : [`ratio ${ratio}, at most 1.0`]),
};

export default benchmark;
