import { appError } from '../../src/shared/app-error.ts';
import { clientMethods } from '../../src/shared/contract/client-methods.ts';
import { imageMethods } from '../../src/shared/contract/image-methods.ts';
import { importMethods } from '../../src/shared/contract/import-methods.ts';
import { repairMethods } from '../../src/shared/contract/repair-methods.ts';
import { err, type Result } from '../../src/shared/result.ts';

const all = { ...imageMethods, ...importMethods, ...repairMethods, ...clientMethods };
type None = { [M in keyof typeof all]: () => Result<never> };

const none = () => err(appError('image-server-not-found', 'This site has no image server.'));

/** What a site without image servers answers to everything about them. */
export const noImageServers = Object.fromEntries(
  Object.keys(all).map((name) => [name, none]),
) as None;
