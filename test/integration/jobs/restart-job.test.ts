import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { createOutageWorld, guestUuid, type Surprise } from '../../support/outage-world.ts';
import { recordingLog } from '../../support/quiet-log.ts';

function memoryStore(): Store {
  const store = openStore(':memory:', { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  return store.value;
}

interface Story {
  surprises: Map<number, Surprise>;
  isProved: boolean;
}

/** Runs a restart to its end, through as many consoles as it takes. */
async function live({ surprises, isProved }: Story) {
  const store = memoryStore();
  const world = createOutageWorld(store, surprises);
  if (isProved) {
    const text = 'A user gave their word.';
    world.book.prove('dead', { kind: 'word', at: world.now(), text });
  }
  let { jobs, killed } = world.open();
  const started = jobs.start([world.spec]);
  const id = started.ok ? (started.value.jobIds[0] ?? '') : '';
  const isOpen = () => {
    const open = store.journal.openJobs();
    return open.ok && open.value.jobs.some((job) => job.id === id);
  };
  await Promise.race([jobs.idle(), killed]);
  for (let consoles = 0; consoles < 5 && isOpen(); consoles += 1) {
    await jobs.close();
    ({ jobs, killed } = world.open());
    jobs.recover([]);
    await Promise.race([jobs.idle(), killed]);
  }
  const job = jobs.jobOf(id);
  await jobs.close();
  return { world, job, isOpen: isOpen(), close: () => store.close() };
}

const surprise = fc.constantFrom<Surprise>('comes-back', 'answers', 'started-by-hand', 'killed');
const story = fc.record({
  surprises: fc
    .array(fc.tuple(fc.integer({ min: 1, max: 14 }), surprise), { maxLength: 3 })
    .map((pairs) => new Map(pairs)),
  isProved: fc.boolean(),
});

describe('a VM of a dead host', () => {
  it('is started once where nothing comes between', async () => {
    const { world, job, close } = await live({ surprises: new Map(), isProved: true });
    expect(job).toMatchObject({ state: 'succeeded' });
    expect(world.whereRuns()).toEqual(['target']);
    expect(world.book.of('dead').vms).toMatchObject([{ uuid: guestUuid, autostart: true }]);
    close();
  });

  it('is never started without proof, and never while it is seen elsewhere, whatever comes between', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { world, job, isOpen, close } = await live(told);
        for (const start of world.starts) {
          expect(start).toEqual({ proved: true, answered: false, elsewhere: false });
        }
        expect(world.starts.length).toBeLessThanOrEqual(told.isProved ? 1 : 0);
        const left = world.book.of('dead').vms;
        const wasStarted = world.starts.length > 0;
        // What would start it a second time is remembered as long as there is a first.
        expect(left.some(({ uuid }) => uuid === guestUuid)).toBe(wasStarted);
        // Where it was not started, nothing of it is left behind.
        expect(world.hasFile('target')).toBe(wasStarted);
        expect(isOpen).toBe(job?.state === 'undecided');
        close();
      }),
      { numRuns: 200 },
    );
  });

  it('whose host comes back during its start is told of as being there twice', async () => {
    const found: string[] = [];
    for (let step = 1; step <= 14; step += 1) {
      const surprises = new Map<number, Surprise>([[step, 'comes-back']]);
      const { world, job, close } = await live({ surprises, isProved: true });
      if (world.whereRuns().length > 1) {
        found.push(job?.state ?? '');
        // Also where the job was over before: what came back with the host is shown by this.
        expect(world.book.of('dead').vms).toMatchObject([{ uuid: guestUuid }]);
      }
      close();
    }
    expect(found).toContain('undecided');
  });
});
