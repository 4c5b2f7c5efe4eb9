import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './dependencies.mjs';

export const resultsFolder = join(root, 'out', 'test-results');

/** Adds up the counts that the runners left as JSON; a run that left none counts as one failure. */
export function countTests(names) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const path = join(resultsFolder, `${name}.json`);
    if (!existsSync(path)) {
      total.failed += 1;
      continue;
    }
    const report = JSON.parse(readFileSync(path, 'utf8'));
    if (report.stats) {
      total.passed += report.stats.expected + report.stats.flaky;
      total.failed += report.stats.unexpected;
      total.skipped += report.stats.skipped;
    } else {
      total.passed += report.numPassedTests;
      total.failed += report.numFailedTests + suitesThatDidNotLoad(report);
      total.skipped += report.numPendingTests + report.numTodoTests;
    }
  }
  return total;
}

/** A file that fails before its first test has no failed test; it must count all the same. */
function suitesThatDidNotLoad(report) {
  return report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
}

export function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
