// A Vitest reporter: leaves the tests that passed only at their second try as JSON, which the JSON reporter does not tell.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFolder } from './test-counts.mjs';

export default class RetriedTests {
  onTestRunEnd(modules) {
    const retried = {};
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        if (!test.diagnostic()?.flaky) continue;
        retried[test.project.name] ??= [];
        retried[test.project.name].push({
          name: `${module.relativeModuleId}: ${test.fullName}`,
          why: test.result().errors?.[0]?.message ?? '',
        });
      }
    }
    for (const [project, tests] of Object.entries(retried)) {
      writeFileSync(join(resultsFolder, `${project}-retried.json`), JSON.stringify(tests));
    }
  }
}
