import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './dependencies.mjs';

export const resultsFolder = join(root, 'out', 'test-results');

function read(file) {
  const path = join(resultsFolder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** Adds up the counts that the runners left as JSON; a run that left none counts as one failure. */
export function countTests(names) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    const report = read(`${name}.json`);
    if (report === undefined) {
      total.failed += 1;
      continue;
    }
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

const excerptOf = (text) =>
  stripVTControlCharacters(text).trim().split('\n').slice(0, 12).join('\n    ');

/** What failed and what passed only at its second try, with their own words: the end of a log is often all one sees. */
export function troubleLines(names) {
  return names.flatMap((name) => {
    const report = read(`${name}.json`);
    const failed =
      report === undefined ? [] : report.stats ? playwrightTrouble(report) : vitestTrouble(report);
    const retried = (read(`${name}-retried.json`) ?? []).map(({ name: test, why }) => ({
      how: 'Passed at its second try',
      test,
      why,
    }));
    return [...failed, ...retried].map(
      ({ how, test, why }) => `${how}: ${name}: ${test}\n    ${excerptOf(why)}`,
    );
  });
}

function vitestTrouble(report) {
  return report.testResults.flatMap((file) => {
    const path = relative(root, file.name);
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (file.status === 'failed' && failed.length === 0)
      return [{ how: 'Did not load', test: path, why: file.message }];
    return failed.map((test) => ({
      how: 'Failed',
      test: `${path}: ${test.fullName}`,
      why: test.failureMessages.join('\n'),
    }));
  });
}

function playwrightTrouble(report) {
  const specsOf = (suite) => [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
  return report.suites.flatMap(specsOf).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
      .map((test) => ({
        how: test.status === 'flaky' ? 'Passed at its second try' : 'Failed',
        test: `${spec.file}: ${spec.title}`,
        why: test.results.find((result) => result.error)?.error.message ?? '',
      })),
  );
}
