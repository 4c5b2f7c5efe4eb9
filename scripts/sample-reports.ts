/** npm run sample-reports: makes the reports in docs/samples, of the demo site. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleReports } from './lib/sample-reports.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'samples');
mkdirSync(folder, { recursive: true });
for (const [name, text] of await sampleReports()) {
  writeFileSync(join(folder, name), text);
  console.log(join(folder, name));
}
