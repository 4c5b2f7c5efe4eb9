// Prints one line over all the tests that the last runs left results of.
import { countsLine, countTests } from './lib/test-counts.mjs';

console.log(countsLine(countTests(['unit', 'integration', 'playwright', 'lab'])));
