/** The first part of loading the core: what it needs of packages and of Node. See main.ts. */
import 'node:child_process';
import 'node:fs/promises';
import 'node:https';
import '../create-log.ts';
