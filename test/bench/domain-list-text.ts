import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const recorded = join(
  import.meta.dirname,
  '..',
  'fixtures',
  'transcripts',
  'xen-4.17-debian12-hvm-hap-host-with-pvh-guest.txt',
);

/** What `xl list -l` prints for that many domains: the recorded guest over and over, with disks and NICs. */
export function domainListText(count: number): string {
  const text = readFileSync(recorded, 'utf8');
  const start = text.indexOf('[', text.indexOf('## xl list -l'));
  const [, guest] = JSON.parse(text.slice(start, text.indexOf('\n]\n', start) + 2));
  const domains = Array.from({ length: count }, (_, index) => {
    const id = String(index).padStart(12, '0');
    return {
      domid: index + 1,
      config: {
        ...guest.config,
        c_info: {
          ...guest.config.c_info,
          name: `guest-${index}`,
          uuid: `ccd5929a-1cff-474c-93fa-${id}`,
        },
        disks: [
          {
            pdev_path: `/dev/vg/guest-${index}`,
            vdev: 'xvda',
            backend: 'phy',
            format: 'raw',
            readwrite: 1,
          },
        ],
        nics: [
          {
            devid: 0,
            mac: `00:16:3e:00:00:${String(index % 100).padStart(2, '0')}`,
            bridge: 'xenbr0',
          },
        ],
      },
    };
  });
  return JSON.stringify(domains, null, 4);
}
