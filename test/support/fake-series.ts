import { makePoints } from '../../src/main/core/samples/make-points.ts';
import { rollUp } from '../../src/main/core/samples/roll-up.ts';
import type { SampleSeries } from '../../src/shared/samples/series.ts';

const hour = 3_600_000;

/** Three days of a working week's load with a gap of five hours in them, and nothing before. */
export function fakeSeries(
  range: { from: number; to: number; points: number },
  now: number,
  { countsDisks } = { countsDisks: true },
): SampleSeries {
  const since = now - 72 * hour;
  const step = Math.max((range.to - range.from) / range.points, 15_000);
  const parts: Parameters<typeof makePoints>[0][number][] = [];
  for (let at = Math.max(range.from, since); at < Math.min(range.to, now); at += step) {
    if (at > now - 20 * hour && at < now - 15 * hour) continue;
    const wave = Math.sin((at / hour / 24) * 2 * Math.PI);
    const noise = Math.sin(at / 7e4) * Math.sin(at / 1.3e5);
    const dom0 = 0.4 + 0.1 * noise;
    const samples = [0.9, 1, 1.25].map((factor) => ({
      at,
      cpu: (3 + 1.5 * wave + 0.4 * noise) * factor,
      dom0,
      memoryMiB: 9000 + 1500 * Math.floor((at / hour / 9) % 3),
      netIn: Math.round((9e6 + 5e6 * wave + 2e6 * noise) * factor),
      netOut: Math.round((31e6 + 22e6 * wave + 6e6 * noise) * factor),
      diskRead: countsDisks ? Math.round((4e6 + 1e6 * noise) * factor) : null,
      diskWrite: countsDisks ? Math.round((11e6 + 4e6 * wave + 5e6 * noise) * factor) : null,
    }));
    const sum = rollUp(samples);
    if (sum) parts.push({ at, ...sum });
  }
  return { ...makePoints(parts, Math.ceil(step / 15_000) * 15_000, range), since };
}
