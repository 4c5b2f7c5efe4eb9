import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../src/main/core/ssh/backoff.ts';
import { defaultLinkLimits } from '../../../src/main/core/ssh/link-limits.ts';
import {
  idleLink,
  type LinkEvent,
  type LinkMoment,
  type LinkStatus,
  nextStatus,
} from '../../../src/main/core/ssh/link-state.ts';
import { type AppError, appError, errorCodes } from '../../../src/shared/app-error.ts';
import { linkSchema } from '../../../src/shared/model/connection.ts';

const limits = defaultLinkLimits;
const moment = (now: number, random = 1): LinkMoment => ({ now, random, limits });
const run = (events: [at: number, event: LinkEvent][]): LinkStatus =>
  events.reduce((status, [at, event]) => nextStatus(status, event, moment(at)), idleLink(0, null));

const trying: LinkEvent = { type: 'trying', byUser: true };
const retrying: LinkEvent = { type: 'trying', byUser: false };
const opened: LinkEvent = { type: 'opened' };
const failed = (error: AppError): LinkEvent => ({ type: 'failed', error });
const lost = (error: AppError, heardAt: number): LinkEvent => ({ type: 'lost', error, heardAt });
const refused = appError('ssh-unreachable', 'refused', { retryable: true });
const closed = appError('ssh-closed', 'closed', { retryable: true });
const unknownKey = appError('ssh-host-key-unknown', 'new');

describe('the state of a link', () => {
  it('goes from idle over connecting to online, and knows when the machine was seen', () => {
    expect(run([[5, trying]]).link).toMatchObject({ state: 'connecting', since: 5 });
    expect(
      run([
        [5, trying],
        [9, opened],
      ]).link,
    ).toEqual({
      state: 'online',
      since: 9,
      lastSeen: 9,
      retryAt: null,
      error: null,
    });
  });

  it('waits for the user where only the user can go on', () => {
    const { link } = run([
      [1, trying],
      [2, failed(unknownKey)],
    ]);
    expect(link).toMatchObject({ state: 'blocked', retryAt: null, error: unknownKey });
  });

  it('is tried again where the machine did not answer, later each time', () => {
    const waits: number[] = [];
    let status = nextStatus(idleLink(0, null), trying, moment(0));
    for (let attempt = 0; attempt < 10; attempt++) {
      status = nextStatus(status, failed(refused), moment(1000));
      waits.push((status.link.retryAt ?? 0) - 1000);
      status = nextStatus(status, retrying, moment(1000));
      expect(status.link).toMatchObject({ state: 'connecting', error: refused });
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60, 60].map((seconds) => seconds * 1000));
  });

  it('is tried again after a loss whatever the reason was', () => {
    const broken = appError('ssh-host-key-changed', 'could not prove its key');
    const { link } = run([
      [0, trying],
      [1, opened],
      [500, lost(broken, 400)],
    ]);
    expect(link).toMatchObject({ state: 'offline', lastSeen: 400, error: broken });
  });

  it('begins anew with its patience when the connection had held, and only then', () => {
    const flapping: [number, LinkEvent][] = [
      [0, trying],
      [1, failed(refused)],
      [2, failed(refused)],
      [3, opened],
    ];
    const soon = run([...flapping, [3 + limits.stableMs - 1, lost(closed, 4)]]);
    const late = run([...flapping, [3 + limits.stableMs, lost(closed, 4)]]);
    const wait = ({ link }: LinkStatus) => (link.retryAt ?? 0) - link.since;
    expect(wait(soon)).toBe(8_000);
    expect(wait(late)).toBe(2_000);
  });

  it('forgets why it was away, and its patience, when the user asks for it', () => {
    const away = run([
      [0, trying],
      [1, failed(refused)],
      [2, retrying],
      [3, failed(refused)],
    ]);
    const asked = nextStatus(away, trying, moment(4));
    expect(asked).toMatchObject({ failures: 0, link: { state: 'connecting', error: null } });
  });

  it('keeps when the machine was seen through everything that follows', () => {
    const stopped: LinkEvent = { type: 'stopped', heardAt: 700 };
    expect(
      run([
        [0, trying],
        [1, opened],
        [800, stopped],
      ]).link,
    ).toEqual({
      state: 'idle',
      since: 800,
      lastSeen: 700,
      retryAt: null,
      error: null,
    });
    const again = run([
      [0, trying],
      [1, opened],
      [800, stopped],
      [900, trying],
      [901, failed(refused)],
    ]);
    expect(again.link.lastSeen).toBe(700);
  });

  it('is a valid one after any events, with a time for the next try exactly when offline', () => {
    const error = fc.record({
      code: fc.constantFrom(...errorCodes),
      message: fc.string(),
      retryable: fc.boolean(),
    });
    const event: fc.Arbitrary<LinkEvent> = fc.oneof(
      fc.record({ type: fc.constant('trying' as const), byUser: fc.boolean() }),
      fc.constant(opened),
      error.map(failed),
      fc.tuple(error, fc.nat()).map(([why, at]) => lost(why, at)),
      fc.constant<LinkEvent>({ type: 'stopped', heardAt: null }),
    );
    const step = fc.tuple(event, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let status = idleLink(0, null);
        for (const [what, now, random] of steps) {
          status = nextStatus(status, what, { now, random, limits });
          const { link } = status;
          expect(linkSchema.safeParse(link).success).toBe(true);
          expect(link.retryAt !== null).toBe(link.state === 'offline');
          if (link.state === 'online' || link.state === 'idle') expect(link.error).toBeNull();
          if (link.state === 'offline' || link.state === 'blocked')
            expect(link.error).not.toBeNull();
          if (link.retryAt !== null) {
            expect(link.retryAt - now).toBeGreaterThanOrEqual(limits.backoff.minMs);
            expect(link.retryAt - now).toBeLessThanOrEqual(limits.backoff.maxMs);
          }
        }
      }),
    );
  });
});

describe('the wait before another try', () => {
  it('lies between the minimum and a ceiling that doubles up to the maximum', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 100_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, minMs, more, random) => {
          const maxMs = minMs + more;
          const wait = backoffMs(attempt, { minMs, maxMs }, random);
          expect(wait).toBeGreaterThanOrEqual(minMs);
          expect(wait).toBeLessThanOrEqual(Math.min(maxMs, 2 * minMs * 2 ** attempt));
          expect(Number.isSafeInteger(wait)).toBe(true);
        },
      ),
    );
  });

  it('is spread, so that many hosts lost at once do not come back at once', () => {
    const waits = [0, 0.25, 0.5, 0.75, 1].map((random) => backoffMs(9, limits.backoff, random));
    expect(waits).toEqual([1000, 15_750, 30_500, 45_250, 60_000]);
  });
});
