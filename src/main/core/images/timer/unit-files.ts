const folder = '/usr/local/lib/stateroom';
const units = '/etc/systemd/system';

export const timerPaths = {
  bundle: `${folder}/advance-rollouts.mjs`,
  service: `${units}/stateroom-rollouts.service`,
  timer: `${units}/stateroom-rollouts.timer`,
} as const;

/** The two unit files. `root` has no character that systemd reads, by its schema. Pure. */
export function unitFiles(root: string): { service: string; timer: string } {
  return {
    service: `[Unit]
Description=Advance the rollouts of stateless images
After=network-online.target

[Service]
Type=oneshot
ExecStart=/usr/bin/env node ${timerPaths.bundle} "${root}"
TimeoutStartSec=300
`,
    timer: `[Unit]
Description=Advance the rollouts of stateless images while no console does

[Timer]
OnBootSec=60
OnUnitInactiveSec=15
AccuracySec=1

[Install]
WantedBy=timers.target
`,
  };
}
