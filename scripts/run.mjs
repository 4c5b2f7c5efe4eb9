// node scripts/run.mjs FILE.ts [ARG…]: installs what is missing, then runs FILE on the project's Node.
import { ensureDependencies } from './lib/dependencies.mjs';
import { runNode } from './lib/run.mjs';

ensureDependencies();
process.exit(await runNode(process.argv.slice(2)));
