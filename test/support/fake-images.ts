import { appError } from '../../src/shared/app-error.ts';
import { imageMethods } from '../../src/shared/contract/image-methods.ts';
import { err, type Result } from '../../src/shared/result.ts';

type None = { [M in keyof typeof imageMethods]: () => Result<never> };

const none = () => err(appError('image-server-not-found', 'This site has no image server.'));

/** What a site without image servers answers to everything about them. */
export const noImageServers = Object.fromEntries(
  Object.keys(imageMethods).map((name) => [name, none]),
) as None;
