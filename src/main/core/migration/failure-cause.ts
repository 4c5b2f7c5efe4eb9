/**
 * The toolstack's lines of a failed move, in one sentence for the user, and what to do about it.
 * Most telling first: the line that a cause leaves is followed by many that only say "failed".
 */
const causes: readonly { sign: RegExp; cause: string; hint: string }[] = [
  {
    sign: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No .* host key is known for/i,
    cause: 'The machine that answered at the target’s address did not prove to be the target.',
    hint: 'Check the migration address of the target: it may lead to another machine.',
  },
  {
    sign: /sudo: .*(?:password|not allowed|not in the sudoers)/i,
    cause: 'The account at the target may not become root without a password.',
    hint: 'Allow it in sudoers (NOPASSWD), or use another account for that host.',
  },
  {
    sign: /Permission denied \(|Too many authentication failures/i,
    cause: 'The target refused the login from the source.',
    hint: 'The key that opens the console’s own connection must be accepted at the target from there too.',
  },
  {
    sign: /Could not resolve hostname|Connection refused|No route to host|Network is unreachable|Connection timed out|banner exchange/i,
    cause: 'The source could not reach the target over the network.',
    hint: 'Set the target’s migration address, or open port 22 between the two hosts.',
  },
  {
    sign: /xl: (?:command )?not found|xl: No such file|migrate-receive: not found/i,
    cause: 'The target has no xl where its login shell looks for it.',
    hint: 'Install xen-utils there.',
  },
  {
    sign: /didn't acknowledge suspend|did not acknowledge suspend|guest didn't ack/i,
    cause:
      'The guest did not answer the request to stop for the handover; it goes on where it was.',
    hint: 'It hangs, or its kernel cannot be suspended (no Xen drivers). Look at its console.',
  },
  {
    sign: /Failed to enable logdirty/i,
    cause: 'Xen on the source cannot track the guest’s memory while it runs (no shadow paging).',
    hint: 'Move it by stop-and-copy.',
  },
  {
    sign: /failed to free memory|Cannot allocate memory|Out of memory|Failed to allocate memory|populate.*physmap.*fail|Failed to populate physmap|not enough memory|No memory for/i,
    cause: 'The target had not enough free memory.',
    hint: 'Free some there and try again.',
  },
  {
    sign: /Domain with name .* already exists|domain name .* already (?:exists|in use)|uuid .* already exists/i,
    cause: 'The target has a domain of this name or uuid already.',
    hint: 'Compare `xl list` on both hosts.',
  },
  {
    sign: /Bridge .* not found|bridge .* does not exist|could not find bridge|hotplug.*vif|vif.*hotplug/i,
    cause: 'The target could not connect the guest’s network.',
    hint: 'Make sure that its bridges exist there.',
  },
  {
    sign: /failed to stat|Could not find disk|unable to (?:open|find) disk|hotplug.*(?:block|losetup)|losetup.*fail|disk.*No such file/i,
    cause: 'The target could not open one of the guest’s disks.',
    hint: 'Make sure that it has the storage, at the same path.',
  },
  {
    sign: /CPUID|CPU policy|cpu_policy|MSR policy/i,
    cause: 'The target’s CPU lacks something that the guest was started with.',
    hint: 'Choose a host with the same or a newer CPU.',
  },
  {
    sign: /Broken pipe|client_loop|Connection (?:reset|closed) by|Timeout, server .* not responding|transport process .* (?:exited with error status 255|died due to)|Connection to .* closed by remote/i,
    cause: 'The connection between the two hosts broke.',
    hint: 'Look at the network between them and try again.',
  },
  {
    sign: /No space left on device/i,
    cause: 'A disk of one of the hosts is full.',
    hint: 'Look at `df` on both hosts.',
  },
  {
    sign: /due to problems at target|Domain creation failed/i,
    cause: 'The target could not build the guest.',
    hint: 'Its own words are below; /var/log/xen on the target may have more.',
  },
];

/** Null when no line is of a known kind: then only the toolstack's own text can be shown. */
export function failureCause(lines: readonly string[]): { cause: string; hint: string } | null {
  for (const { sign, cause, hint } of causes) {
    if (lines.some((line) => sign.test(line))) return { cause, hint };
  }
  return null;
}
