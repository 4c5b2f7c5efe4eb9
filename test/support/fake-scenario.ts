import { appError } from '../../src/shared/app-error.ts';
import { emptySite } from '../../src/shared/model/apply-event.ts';
import type { Job } from '../../src/shared/model/job.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import { fakeLab } from './fake-lab.ts';
import { type FakeSiteOptions, fakeSite } from './fake-site.ts';

function endedMove(site: SiteState, id: string, more: Partial<Job>, now: number): Job {
  const [source, target] = Object.keys(site.hosts);
  const vm = Object.values(site.vms[source ?? ''] ?? {}).find((one) => one.state === 'running');
  return {
    id,
    spec: {
      kind: 'move',
      mode: 'live',
      vm: vm?.name ?? 'web1',
      uuid: vm?.uuid ?? '',
      sourceHostId: source ?? '',
      targetHostId: target ?? '',
      memoryMiB: vm?.memoryMiB ?? 1024,
    },
    state: 'failed',
    phase: 'copy-memory',
    progress: { fraction: 0.46, bytes: 2.1e9, totalBytes: 4.6e9, bytesPerSecond: 0 },
    cancellable: false,
    createdAt: now - 200_000,
    startedAt: now - 190_000,
    endedAt: now - 120_000,
    pauseMs: null,
    summary: null,
    error: null,
    log: [],
    findings: [],
    ...more,
  };
}

const hungLog = [
  'migration target: Ready to receive domain.',
  'Saving to migration stream new xl format (info 0x3/0x0/1796)',
  'xc: info: Saving domain 3, type x86 HVM',
  "libxl: error: libxl_dom_suspend.c:282:domain_suspend_common_wait_guest_timeout: guest didn't acknowledge suspend, cancelling request",
  'migration sender: libxl_domain_suspend failed (rc=-8)',
  'xl: Migration failed, resuming at sender.',
];

/** Sites to look at: `calm`, `lab`, `broken`, `first-run`, `empty`, `prompt-new`, `prompt-changed`… */
export function fakeScenario(name: string, options: FakeSiteOptions): SiteState {
  if (name === 'first-run') return { ...emptySite };
  if (name === 'empty') return { ...emptySite, kind: 'own' };
  if (name === 'lab') return fakeLab(options.now);
  const site = fakeSite(options);
  const { now } = options;
  if (name === 'broken') breakThings(site, now);
  const first = Object.values(site.hosts)[0];
  if (first && name.startsWith('prompt-')) {
    const base = { id: 'p1', hostId: first.id, hostLabel: first.label };
    const offered = {
      type: 'ssh-ed25519',
      fingerprint: 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU',
      blob: '',
    };
    site.prompts.p1 =
      name === 'prompt-new'
        ? { ...base, kind: 'host-key-new', offered }
        : name === 'prompt-changed'
          ? {
              ...base,
              kind: 'host-key-changed',
              offered,
              pinned: {
                ...offered,
                fingerprint: 'SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg',
              },
            }
          : name === 'prompt-password'
            ? { ...base, kind: 'password', user: 'root', again: true }
            : {
                ...base,
                kind: 'keyboard-interactive',
                title: 'Two-factor login',
                instructions: 'Enter the code of your token.',
                fields: [
                  { label: 'Password:', echo: false },
                  { label: 'Code:', echo: true },
                ],
              };
  }
  return site;
}

function breakThings(site: SiteState, now: number): void {
  const hosts = Object.values(site.hosts);
  const [, second, third, fourth, fifth] = hosts;
  if (second) {
    second.link = {
      state: 'offline',
      since: now - 250_000,
      lastSeen: now - 252_000,
      retryAt: now + 42_000,
      error: appError('ssh-timeout', '10.20.0.11 did not answer within 20 s.', {
        hint: 'Look whether it is switched on and its network is up.',
        details: 'ssh: connect to host 10.20.0.11 port 22: Connection timed out',
        retryable: true,
      }),
    };
  }
  if (third) {
    third.link = {
      state: 'blocked',
      since: now - 60_000,
      lastSeen: null,
      retryAt: null,
      error: appError('ssh-auth-failed', '10.20.0.12 refused every way to log in as root.', {
        hint: 'Give a key or a password that it accepts, or allow root to log in there.',
        details: 'Server offers: publickey,password. Tried: agent (2 keys), ~/.ssh/id_ed25519.',
      }),
    };
    third.facts = null;
    third.usage = null;
    site.vms[third.id] = {};
  }
  if (fourth) {
    fourth.toolstack = 'none';
    fourth.facts = null;
    fourth.usage = null;
    site.vms[fourth.id] = {};
  }
  if (fifth) {
    fifth.link = { state: 'connecting', since: now, lastSeen: null, retryAt: null, error: null };
    fifth.facts = null;
    fifth.usage = null;
    site.vms[fifth.id] = {};
  }
  const names = Object.values(site.vms.h1 ?? {})
    .filter((vm) => vm.state === 'running')
    .map((vm) => vm.name);
  const move = (id: string, at: number, more: Partial<Job>) => {
    const job = endedMove(site, id, more, now);
    if (job.spec.kind !== 'move') return;
    const vm = names[at] ?? job.spec.vm;
    site.jobs[id] = { ...job, spec: { ...job.spec, vm } };
  };
  move('j1', 0, {
    state: 'undecided',
    phase: 'handover',
    summary: 'The link to xen-01-01 was cut after the target was told to start the VM.',
    error: appError('undecided', 'Whether it runs at the target could not be seen.', {
      hint: 'Look again once both hosts answer. Start it nowhere before.',
      details: hungLog.join('\n'),
    }),
    findings: [
      { hostId: 'h1', text: 'A domain NAME--migratedaway is there, suspended.' },
      { hostId: 'h2', text: 'Does not answer: nothing is known.' },
    ],
    log: hungLog,
  });
  move('j2', 1, {
    summary: 'The guest did not answer the request to suspend; it goes on at the source.',
    error: appError('command-failed', 'xl migrate ended with status 1.', {
      hint: 'Look whether the guest hangs: its console may tell.',
      details: hungLog.join('\n'),
    }),
    log: hungLog,
  });
  move('j3', 2, {
    state: 'running',
    phase: 'copy-memory',
    cancellable: true,
    endedAt: null,
    progress: { fraction: 0.62, bytes: 2.9e9, totalBytes: 4.7e9, bytesPerSecond: 1.12e8 },
  });
  move('j4', 3, {
    state: 'queued',
    phase: null,
    progress: null,
    cancellable: true,
    startedAt: null,
    endedAt: null,
  });
  move('j5', 4, {
    state: 'succeeded',
    phase: 'done',
    pauseMs: 380,
    summary: 'It runs on xen-01-02; it stood still for about 380 ms.',
  });
}
