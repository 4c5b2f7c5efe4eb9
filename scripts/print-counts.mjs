// Prints what failed, in the tests' own words, and one line over all the tests that the last runs left results of.
import { countsLine, countTests, troubleLines } from './lib/test-counts.mjs';

const runs = ['unit', 'integration', 'playwright', 'lab'];
for (const line of troubleLines(runs)) console.log(`\n${line}`);
console.log(`\n${countsLine(countTests(runs))}`);
