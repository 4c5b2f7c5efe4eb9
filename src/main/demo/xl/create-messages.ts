import type { CreateProblem } from '../host/sim-host.ts';
import type { GuestConfig } from '../model/guest-config.ts';

const gone = (domid: number) => [
  `libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain ${domid}:Non-existant domain`,
  `libxl: error: libxl_domain.c:1137:domain_destroy_callback: Domain ${domid}:Unable to destroy guest`,
  `libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain ${domid}:Destruction of domain failed`,
];

/** libxl's own lines about a domain that could not be made; `domid` is the one it would have got. */
export function createMessages(
  problem: CreateProblem,
  config: GuestConfig,
  domid: number,
  missing: string,
): string[] {
  switch (problem) {
    case 'name-taken':
      return [
        `libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain ${domid}:Domain with name "${config.name}" already exists.`,
        `libxl: error: libxl_create.c:1296:initiate_domain_create: Domain ${domid}:cannot make domain: -6`,
        ...gone(domid),
      ];
    case 'type-unsupported':
      return [
        'libxl: error: libxl_create.c:679:libxl__domain_make: domain creation fail: Operation not supported',
        'libxl: error: libxl_create.c:1296:initiate_domain_create: cannot make domain: -3',
      ];
    case 'disk-missing': {
      const disk = config.disks.findIndex(({ target }) => target === missing);
      return [
        `libxl: error: libxl_device.c:455:libxl__device_disk_set_backend: Disk vdev=${config.disks[disk]?.vdev ?? ''} failed to stat: ${missing}: No such file or directory`,
        `libxl: error: libxl_create.c:1318:initiate_domain_create: Domain ${domid}:Unable to set disk defaults for disk ${Math.max(disk, 0)}`,
        ...gone(domid),
      ];
    }
    case 'no-memory':
      return [
        `xc: error: panic: xg_dom_boot.c:119: xc_dom_boot_mem_init: can't allocate low memory for domain: Out of memory`,
        `libxl: error: libxl_dom.c:586:libxl__build_dom: xc_dom_boot_mem_init failed: Cannot allocate memory`,
        `libxl: error: libxl_create.c:1640:domcreate_rebuild_done: Domain ${domid}:cannot (re-)build domain: -3`,
        ...gone(domid),
      ];
  }
}
