/** xl's lines of `xl save` and `xl restore`, as recorded from Xen 4.17. */

/** Frames are pages of 4 KiB; libxc tells of every 2,048th. */
const framesPerLine = 2048;
const framesPerMiB = 256;

export const copyLines = {
  save: (bytes: number, domid: number, type: 'PV' | 'HVM') => [
    `Saving to /dev/stdout new xl format (info 0x3/0x0/${bytes})`,
    `xc: info: Saving domain ${domid}, type x86 ${type}`,
  ],
  load: (bytes: number) => [
    `Loading new save file /dev/stdin (new xl fmt info 0x3/0x0/${bytes})`,
    ' Savefile contains xl domain config in JSON format',
    'Parsing config from <saved>',
  ],
  restore: (type: 'PV' | 'HVM', version: string) => [
    `xc: info: Found x86 ${type} domain from Xen ${version}`,
    'xc: info: Restoring domain',
  ],
  progress(memoryMiB: number, share: number): string {
    const total = memoryMiB * framesPerMiB;
    const done = Math.min(total, Math.ceil((total * share) / framesPerLine) * framesPerLine);
    const percent = String(Math.floor((done / total) * 100)).padStart(3);
    return `xc: progress: Frames: ${done}/${total}  ${percent}%`;
  },
  end: ['xc: progress: End of stream: 0/0    0%'],
  restored: [
    'xc: info: Restore successful',
    'xc: info: XenStore: mfn 0x73cd7, dom 0, evt 1',
    'xc: info: Console: mfn 0x73cd6, dom 0, evt 2',
  ],
  hung: (domid: number) => [
    `libxl: error: libxl_dom_suspend.c:269:domain_suspend_common_pvcontrol_suspending: Domain ${domid}:guest didn't acknowledge suspend, cancelling request`,
    'xc: error: Domain has not been suspended: shutdown 0, reason 255: Internal error',
    'xc: error: Save failed (0 = Success): Internal error',
    `libxl: error: libxl_stream_write.c:347:libxl__xc_domain_save_done: Domain ${domid}:saving domain: domain did not respond to suspend request: Success`,
    'Failed to save domain, resuming domain',
  ],
  /** Nobody reads the stream any more. */
  brokenPipe: (domid: number) => [
    'xc: error: Failed to write page data to stream (32 = Broken pipe): Internal error',
    'xc: error: Save failed (32 = Broken pipe): Internal error',
    `libxl: error: libxl_stream_write.c:347:libxl__xc_domain_save_done: Domain ${domid}:saving domain: domain responded to suspend request: Broken pipe`,
    'Failed to save domain, resuming domain',
  ],
} as const;
