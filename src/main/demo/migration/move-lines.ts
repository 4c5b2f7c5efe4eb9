/** xl's, libxl's and libxc's own lines, as recorded from Xen 4.17. */

const unsaved = (why: string, domid: number) => [
  `xc: error: Save failed (${why}): Internal error`,
  `libxl: error: libxl_stream_write.c:347:libxl__xc_domain_save_done: Domain ${domid}:saving domain: domain did not respond to suspend request: ${why.replace(/^\d+ = /, '')}`,
  'migration sender: libxl_domain_suspend failed (rc=-8)',
];

const unbuilt = (domid: number, gone: boolean) => [
  `libxl: error: libxl_create.c:1640:domcreate_rebuild_done: Domain ${domid}:cannot (re-)build domain: -3`,
  ...(gone
    ? [
        `libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain ${domid}:Non-existant domain`,
        `libxl: error: libxl_domain.c:1137:domain_destroy_callback: Domain ${domid}:Unable to destroy guest`,
        `libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain ${domid}:Destruction of domain failed`,
      ]
    : []),
];

const cutAtTarget = (domid: number, gone: boolean) => [
  'xc: error: Failed to read Record Header from stream (0 = Success): Internal error',
  'xc: error: Restore failed (0 = Success): Internal error',
  'libxl: error: libxl_stream_read.c:850:libxl__xc_domain_restore_done: restoring domain: Success',
  ...unbuilt(domid, gone),
  'migration target: Domain creation failed (code -3).',
];

function transport(pid: number, status: number): string {
  return `libxl: info: libxl_exec.c:117:libxl_report_child_exitstatus: migration transport process [${pid}] exited with error status ${status}`;
}

function truncated(what: string): string {
  return `libxl: error: libxl_utils.c:505:libxl_read_exactly: file/stream truncated reading ${what} from migration receiver stream`;
}

const notSuspended = 'Migration failed, failed to suspend at sender.';
const resuming = 'Migration failed, resuming at sender.';

export const moveLines = {
  start: (bytes: number) => [
    'migration target: Ready to receive domain.',
    `Saving to migration stream new xl format (info 0x3/0x0/${bytes})`,
    `Loading new save file <incoming migration stream> (new xl fmt info 0x3/0x0/${bytes})`,
    ' Savefile contains xl domain config in JSON format',
    'Parsing config from <saved>',
  ],
  saving: (domid: number, type: 'PV' | 'HVM') => [
    `xc: info: Saving domain ${domid}, type x86 ${type}`,
  ],
  restoring: (type: 'PV' | 'HVM', version: string) => [
    `xc: info: Found x86 ${type} domain from Xen ${version}`,
    'xc: info: Restoring domain',
  ],
  noLogDirty: (
    source: number,
    target: number,
    pid: number,
    type: 'PV' | 'HVM',
    version: string,
  ) => [
    'xc: error: Failed to enable logdirty: 95,22,0 (22 = Invalid argument): Internal error',
    ...unsaved('22 = Invalid argument', source),
    ...moveLines.restoring(type, version),
    ...cutAtTarget(target, true),
    transport(pid, 1),
    notSuspended,
  ],
  hung: (source: number, target: number, pid: number) => [
    `libxl: error: libxl_dom_suspend.c:269:domain_suspend_common_pvcontrol_suspending: Domain ${source}:guest didn't acknowledge suspend, cancelling request`,
    'xc: error: Domain has not been suspended: shutdown 0, reason 255: Internal error',
    ...unsaved('0 = Success', source),
    ...cutAtTarget(target, false),
    transport(pid, 1),
    notSuspended,
  ],
  /** The receiver went away in mid-copy, for whatever reason: it, its host or the link is gone. */
  receiverGone: (source: number, pid: number, status: number, receiver: readonly string[]) => [
    ...receiver,
    `libxl: error: libxl_utils.c:505:libxl_read_exactly: file/stream truncated reading ipc msg header from domain ${source} save/restore helper stdout pipe`,
    `libxl: error: libxl_exec.c:127:libxl_report_child_exitstatus: domain ${source} save/restore helper [${pid + 1}] died due to fatal signal Broken pipe`,
    'migration sender: libxl_domain_suspend failed (rc=-3)',
    transport(pid, status),
    resuming,
    `xc: error: Dom ${source} not suspended: (shutdown 0, reason 255): Internal error`,
    `libxl: error: libxl_dom_suspend.c:666:domain_resume_done: Domain ${source}:xc_domain_resume failed: Invalid argument`,
  ],
  noMemory: (target: number) => [
    'xc: error: Failed to populate physmap (16 = Device or resource busy): Internal error',
    'xc: error: Failed to populate pfns for batch of 1024 pages: Internal error',
    'xc: error: Restore failed (16 = Device or resource busy): Internal error',
    'libxl: error: libxl_stream_read.c:850:libxl__xc_domain_restore_done: restoring domain: Device or resource busy',
    ...unbuilt(target, true),
    'migration target: Domain creation failed (code -3).',
  ],
  notCreated: ['migration target: Domain creation failed (code -3).'],
  restored: [
    'xc: info: Restore successful',
    'xc: info: XenStore: mfn 0xfeffc, dom 0, evt 1',
    'xc: info: Console: mfn 0xfefff, dom 0, evt 2',
  ],
  /** The copy is whole, and a bridge of the guest is not there. */
  noNetwork: (target: number, pid: number) => [
    `libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: /etc/xen/scripts/vif-bridge online [${pid + 40}] exited with error status 1`,
    `libxl: error: libxl_device.c:1322:device_hotplug_child_death_cb: script: Could not find bridge device`,
    `libxl: error: libxl_create.c:1917:domcreate_attach_devices: Domain ${target}:unable to add vif devices`,
    'migration target: Domain creation failed (code -3).',
    truncated('ready message'),
    transport(pid, 1),
    resuming,
  ],
  askedToSuspend: (domid: number, type: 'PV' | 'HVM') =>
    `libxl: debug: libxl_dom_suspend.c:216:domain_suspend_callback_common: Domain ${domid}:issuing ${type === 'PV' ? 'PV' : 'PVHVM'} suspend request via XenBus control node`,
  suspended: (domid: number) =>
    `libxl: debug: libxl_dom_suspend.c:397:domain_suspend_common_guest_suspended: Domain ${domid}:guest has suspended`,
  nameTaken: (target: number, name: string) =>
    `libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain ${target}:Domain with name "${name}" already exists.`,
  notUnpaused: (target: number) =>
    `libxl: error: libxl_domain.c:736:libxl_domain_unpause: Domain ${target}:Failed to unpause domain: Device or resource busy`,
  permission: [
    'migration target: Transfer complete, requesting permission to start domain.',
    'migration sender: Target has acknowledged transfer.',
    'migration sender: Giving target permission to start.',
  ],
  success: [
    'migration target: Got permission, starting domain.',
    'migration sender: Target reports successful startup.',
    'migration target: Domain started successsfully.',
    'Migration successful.',
  ],
  handedBack: (why: string, status: number) => [
    'migration target: Got permission, starting domain.',
    why,
    'migration target: Failure, destroying our copy.',
    `migration sender: Target reports startup failure (status code ${status}).`,
    'migration target: Cleanup OK, granting sender permission to resume.',
    'migration sender: Trying to resume at our end.',
    'migration sender: Resumed OK.',
    'Migration failed due to problems at target.',
  ],
  undecided: (pid: number) => [
    truncated('success/failure report message'),
    '** Migration failed during final handshake **',
    'Domain state is now undefined !',
    'Please CHECK AT BOTH ENDS for running instances, before renaming and',
    ' resuming at most one instance.  Two simultaneous instances of the domain',
    ' would probably result in SEVERE DATA LOSS and it is now your',
    ' responsibility to avoid that.  Sorry.',
    transport(pid, 255),
  ],
  /** ssh could not even begin: its own lines go before. */
  noBanner: (pid: number) => [truncated('banner'), transport(pid, 255)],
} as const;
