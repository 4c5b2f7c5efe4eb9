import type { OpenFile } from './site-file.ts';

/** Why nothing can be done to a site file. The date by this machine's clock. */
export function readOnlyText({ madeAt }: Pick<OpenFile, 'madeAt'>): string {
  const date = new Date(madeAt).toLocaleString('en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return `This is the site file of ${date}: it is read-only.`;
}
