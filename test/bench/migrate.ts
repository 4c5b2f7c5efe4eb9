import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type Lab, openLab } from '../lab/lab-api.ts';
import { openLabConsole } from '../lab/lab-console.ts';
import type { Benchmark } from './benchmark.ts';
import { median, round } from './statistics.ts';

const pairs = 5;
const attempts = 3;

interface Times {
  /** How long the restored hosts and the guest had run when the move began. */
  ageMs: number;
  /** From the moment the job begins on the hosts to the toolstack's last word: what bare xl does. */
  moveMs: number;
  /** And on to the job's end: both hosts looked at, the configuration moved along. */
  settledMs: number;
  /** From the user's yes on, with all checks before it. */
  wholeMs: number;
}

async function throughConsole(lab: Lab): Promise<Times> {
  await lab.reset();
  const restoredAt = Date.now();
  const console_ = await openLabConsole(lab, ['xen-a', 'xen-b']);
  try {
    const { jobIds } = await console_.client.must('moves.start', {
      moves: [
        {
          vm: console_.vm('xen-a', 'counter'),
          targetHostId: console_.idOf('xen-b'),
          mode: 'live',
        },
      ],
    });
    const jobId = jobIds[0] ?? '';
    const movedAt = await console_.client.until('the toolstack’s last word', ({ jobs }) => {
      const job = jobs[jobId];
      const over = job?.endedAt !== null || job.log.some((line) => /^Migration succ/.test(line));
      return job && over ? Date.now() : undefined;
    });
    const job = await console_.client.ended(jobId);
    if (job.state !== 'succeeded' || job.startedAt === null || job.endedAt === null) {
      throw new Error(`the move failed: ${JSON.stringify(job, null, 1)}`);
    }
    return {
      ageMs: job.startedAt - restoredAt,
      moveMs: movedAt - job.startedAt,
      settledMs: job.endedAt - job.startedAt,
      wholeMs: job.endedAt - job.createdAt,
    };
  } finally {
    await console_.close();
  }
}

/**
 * The same guest by `xl migrate` alone, with the same kind of login between the hosts, and at the
 * same age: bare xl was seen to take 22 to 30 s right after a restore, 31 to 36 s a minute later.
 */
async function bare(lab: Lab, ageMs: number): Promise<number> {
  await lab.reset();
  const restoredAt = Date.now();
  const target = lab.host('xen-b').lanAddress;
  await lab.run('xen-a', 'cat >/root/key && chmod 600 /root/key', {
    input: readFileSync(lab.host('xen-a').privateKeyPath),
  });
  await setTimeout(restoredAt + ageMs - Date.now());
  const started = Date.now();
  const ran = await lab.run(
    'xen-a',
    `xl migrate -s 'ssh -i /root/key -o StrictHostKeyChecking=no' counter ${target}`,
  );
  if (ran.code !== 0) throw new Error(`xl migrate failed:\n${ran.stderr}`);
  return Date.now() - started;
}

/**
 * One of each, in turn, so that a machine that gets slower meanwhile is slower for both. Now and
 * then the emulated guest dies in mid-copy, whoever moves it: then both are made anew.
 */
async function onePair(lab: Lab, progress: (line: string) => void): Promise<[Times, number]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const times = await throughConsole(lab);
      return [times, await bare(lab, times.ageMs)];
    } catch (error) {
      const died = /No such process|domain type for domid|invalid domain/.test(String(error));
      if (!died || attempt === attempts) throw error;
      progress('the guest died in mid-copy; once more');
    }
  }
}

const benchmark: Benchmark = {
  about: 'a live migration through the console against bare xl migrate of the same guest',
  async run(progress) {
    const lab = await openLab({ progress });
    const ratios: number[] = [];
    const ours: number[] = [];
    const theirs: number[] = [];
    const settled: number[] = [];
    const whole: number[] = [];
    for (let pair = 1; pair <= pairs; pair += 1) {
      progress(`pair ${pair} of ${pairs}`);
      const [{ moveMs, settledMs, wholeMs }, bareMs] = await onePair(lab, progress);
      ours.push(moveMs);
      settled.push(settledMs);
      whole.push(wholeMs);
      theirs.push(bareMs);
      ratios.push(moveMs / bareMs);
      progress(`console ${moveMs} ms (settled ${settledMs}, in all ${wholeMs}), xl ${bareMs} ms`);
    }
    return {
      ratio: round(median(ratios)),
      consoleMs: Math.round(median(ours)),
      xlMs: Math.round(median(theirs)),
      settledMs: Math.round(median(settled)),
      inAllMs: Math.round(median(whole)),
    };
  },
  budget: ({ ratio }) => (Number(ratio) <= 1.05 ? [] : [`ratio ${ratio}, at most 1.05`]),
};

export default benchmark;
