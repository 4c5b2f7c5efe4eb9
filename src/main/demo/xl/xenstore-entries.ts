import type { SimDomain } from '../host/sim-domain.ts';
import type { SimHost } from '../host/sim-host.ts';

type Entry = readonly [path: string, value: string];

function dom0Entries(host: SimHost): Entry[] {
  const kib = String(host.plan.dom0.memoryMiB * 1024);
  const root = '/local/domain/0';
  return [
    [`${root}/control/feature-poweroff`, '1'],
    [`${root}/control/feature-reboot`, '1'],
    [`${root}/control/feature-suspend`, '1'],
    [`${root}/domid`, '0'],
    [`${root}/memory/static-max`, kib],
    [`${root}/memory/target`, kib],
    [`${root}/name`, 'Domain-0'],
  ];
}

function domainEntries(domain: SimDomain): Entry[] {
  const { domid } = domain;
  const root = `/local/domain/${domid}`;
  const backend = `/local/domain/0/backend/console/${domid}/0`;
  return [
    [`/libxl/${domid}/device/console/0/backend`, backend],
    [`/libxl/${domid}/dm-version`, 'qemu_xen'],
    [`/libxl/${domid}/type`, domain.config.type],
    [`${backend}/frontend`, `${root}/console`],
    [`${backend}/frontend-id`, String(domid)],
    [`${backend}/online`, '1'],
    [`${backend}/protocol`, 'vt100'],
    [`${backend}/state`, '1'],
    [`${root}/console/backend`, backend],
    [`${root}/console/limit`, '1048576'],
    [`${root}/console/output`, 'pty'],
    [`${root}/console/tty`, domain.tty],
    [`${root}/console/type`, 'xenconsoled'],
    [`${root}/control/shutdown`, ''],
    [`${root}/domid`, String(domid)],
    [`${root}/memory/static-max`, String(domain.config.maxMemoryMiB * 1024)],
    [`${root}/memory/target`, String(domain.config.memoryMiB * 1024)],
    [`${root}/name`, domain.name],
    [`${root}/vm`, `/vm/${domain.uuid}`],
    [`/vm/${domain.uuid}/name`, domain.name],
    [`/vm/${domain.uuid}/uuid`, domain.uuid],
  ];
}

/** What xenstored holds, folders included (they are empty), sorted by path. */
export function xenstoreEntries(host: SimHost): Map<string, string> {
  const entries: Entry[] = [
    ['/@introduceDomain', ''],
    ['/@releaseDomain', ''],
    ...dom0Entries(host),
    ...host.domains().flatMap(domainEntries),
    ['/local/pool/0/name', 'Pool-0'],
    ['/tool/xenstored', '/usr/lib/xen-4.17/bin/oxenstored'],
  ];
  const all = new Map<string, string>();
  for (const [path, value] of entries) {
    for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (!all.has(folder)) all.set(folder, '');
    }
    all.set(path, value);
  }
  return new Map([...all].sort(([one], [other]) => (one < other ? -1 : 1)));
}
