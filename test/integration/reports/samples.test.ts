import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleReports } from '../../../scripts/lib/sample-reports.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'samples');

describe('the sample reports in docs/', () => {
  it('are what npm run sample-reports makes of the demo site today', async () => {
    const made = await sampleReports();
    expect(readdirSync(folder).sort()).toEqual([...made.keys()].sort());
    for (const [name, text] of made) {
      expect(readFileSync(join(folder, name), 'utf8') === text, `${name} is another`).toBe(true);
    }
  });
});
