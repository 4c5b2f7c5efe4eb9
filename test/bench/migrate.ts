import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type Lab, openLab } from '../lab/lab-api.ts';
import { type LabConsole, openLabConsole } from '../lab/lab-console.ts';
import { untilRead } from '../support/add-hosts.ts';
import type { Benchmark } from './benchmark.ts';
import { median, round } from './statistics.ts';

const rounds = 2;
/** Before each move, by whomever: on an emulated host a first reading takes 20 s. */
const settleMs = 25_000;
const guest = 'mover';
const there = ['xen-a', 'xen-b'] as const;
const back = ['xen-b', 'xen-a'] as const;
type Way = typeof there | typeof back;

interface Times {
  /** From the moment the job begins on the hosts to the toolstack's last word: what bare xl does. */
  moveMs: number;
  /** And on to the job's end: both hosts looked at, the configuration moved along. */
  settledMs: number;
  /** From the user's yes on, with all checks before it. */
  wholeMs: number;
}

async function throughConsole(console_: LabConsole, [from, to]: Way): Promise<Times> {
  const { client } = console_;
  await client.until(`${guest} is seen on ${from}`, ({ vms }) => vms[console_.idOf(from)]?.[guest]);
  await setTimeout(settleMs);
  const { jobIds } = await client.must('moves.start', {
    moves: [{ vm: console_.vm(from, guest), targetHostId: console_.idOf(to), mode: 'live' }],
  });
  const jobId = jobIds[0] ?? '';
  const movedAt = await client.until('the toolstack’s last word', ({ jobs }) => {
    const job = jobs[jobId];
    const over = job?.endedAt !== null || job.log.some((line) => /^Migration succ/.test(line));
    return job && over ? Date.now() : undefined;
  });
  const job = await client.ended(jobId);
  if (job.state !== 'succeeded' || job.startedAt === null || job.endedAt === null) {
    throw new Error(`the move failed: ${JSON.stringify(job, null, 1)}`);
  }
  return {
    moveMs: movedAt - job.startedAt,
    settledMs: job.endedAt - job.startedAt,
    wholeMs: job.endedAt - job.createdAt,
  };
}

/** The same guest by `xl migrate` alone, with the same kind of login between the hosts. */
async function bare(lab: Lab, [from, to]: Way): Promise<number> {
  await setTimeout(settleMs);
  const started = Date.now();
  const ran = await lab.run(
    from,
    `xl migrate -s 'ssh -i /root/key -o StrictHostKeyChecking=no' ${guest} ${lab.host(to).lanAddress}`,
  );
  if (ran.code !== 0) throw new Error(`xl migrate failed:\n${ran.stderr}`);
  return Date.now() - started;
}

/**
 * Console, bare, bare, console, the guest going there and back twice: each goes each way once, and
 * whatever gets slower meanwhile is slower for both. The console has left the hosts while bare xl
 * moves, so what its watching costs counts against it alone.
 */
async function oneRound(
  lab: Lab,
  console_: LabConsole,
): Promise<{ ours: Times[]; theirs: number[] }> {
  const { client } = console_;
  const ids = there.map(console_.idOf);
  const first = await throughConsole(console_, there);
  for (const hostId of ids) await client.must('hosts.disconnect', { hostId });
  const theirs = [await bare(lab, back), await bare(lab, there)];
  for (const hostId of ids) await client.must('hosts.connect', { hostId });
  await untilRead(client, ids);
  return { ours: [first, await throughConsole(console_, back)], theirs };
}

/**
 * The hosts as after a restore, and the guest that is moved: the lab's counting one made larger.
 * 256 MiB is small for a guest, and still three times the lab's own, which are as small as Debian
 * boots: of their 14 s a login at an emulated host is one.
 */
async function prepare(lab: Lab): Promise<void> {
  await lab.reset();
  for (const host of there) {
    await lab.run(host, 'cat >/root/key && chmod 600 /root/key', {
      input: readFileSync(lab.host(host).privateKeyPath),
    });
  }
  const made = await lab.run(
    'xen-a',
    `xl destroy counter && sed -e 's/"counter"/"${guest}"/; s/00c1"/00c9"/; s/^memory.*/memory = 256/' /etc/xen/counter.cfg >/etc/xen/${guest}.cfg && xl create /etc/xen/${guest}.cfg`,
  );
  if (made.code !== 0) throw new Error(`xl create failed:\n${made.stderr}`);
  // An emulator that was just restored has all code to translate anew: whoever moves first waits for it.
  for (const way of [there, back]) await bare(lab, way);
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

const benchmark: Benchmark = {
  about: 'a live migration through the console against bare xl migrate of the same guest',
  async run(progress) {
    const lab = await openLab({ progress });
    await prepare(lab);
    const console_ = await openLabConsole(lab, there);
    const ratios: number[] = [];
    const ours: Times[] = [];
    const theirs: number[] = [];
    try {
      for (let turn = 1; turn <= rounds; turn += 1) {
        const times = await oneRound(lab, console_);
        ratios.push(sum(times.ours.map(({ moveMs }) => moveMs)) / sum(times.theirs));
        ours.push(...times.ours);
        theirs.push(...times.theirs);
        const told = times.ours.map((each) => `${each.moveMs} (settled ${each.settledMs})`);
        progress(
          `round ${turn} of ${rounds}: console ${told.join(', ')} ms, xl ${times.theirs.join(', ')} ms`,
        );
      }
    } finally {
      await console_.close();
    }
    const medianOf = (key: keyof Times): number =>
      Math.round(median(ours.map((each) => each[key])));
    return {
      ratio: round(median(ratios)),
      consoleMs: medianOf('moveMs'),
      xlMs: Math.round(median(theirs)),
      settledMs: medianOf('settledMs'),
      inAllMs: medianOf('wholeMs'),
    };
  },
  budget: ({ ratio }) => (Number(ratio) <= 1.05 ? [] : [`ratio ${ratio}, at most 1.05`]),
};

export default benchmark;
