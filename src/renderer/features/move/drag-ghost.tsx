import { useLayoutEffect, useMemo, useRef } from 'react';
import { useApp, useAppState } from '../../state/app-context.ts';
import type { Drag } from '../../state/app-state.ts';
import { findVm } from '../../state/find-vm.ts';
import { groupVerdict } from '../../state/group-verdict.ts';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';

/** What the pointer carries: the VMs, and everything the host below it says to them. */
export function DragGhost() {
  const drag = useAppState((state) => state.drag);
  return drag ? <Ghost drag={drag} /> : null;
}

const offset = 14;
/** Kept free at the window's edges. */
const width = 300;

function Ghost({ drag }: { drag: Drag }) {
  const { store } = useApp();
  const box = useRef<HTMLDivElement | null>(null);
  const { at } = drag;
  useLayoutEffect(() => {
    const place = (x: number, y: number) => {
      const element = box.current;
      if (!element) return;
      const left = x + offset + width > window.innerWidth ? x - offset - width : x + offset;
      const lower = y > window.innerHeight * 0.6;
      // Placed by its lower edge in the lower part of the window: its height need not be read.
      element.style.transform = lower
        ? `translate(${left}px, ${y - offset}px) translateY(-100%)`
        : `translate(${left}px, ${y + offset}px)`;
    };
    const follow = (event: PointerEvent) => place(event.clientX, event.clientY);
    place(at.x, at.y);
    window.addEventListener('pointermove', follow, { passive: true });
    return () => window.removeEventListener('pointermove', follow);
  }, [at]);
  const memory = useMemo(
    () =>
      drag.vms.reduce((sum, ref) => sum + (findVm(store.getState().site, ref)?.memoryMiB ?? 0), 0),
    [drag.vms, store],
  );
  return (
    <div ref={box} className="ghost" role="status">
      <div className="ghost-title">
        <span>{drag.vms.length === 1 ? drag.vms[0]?.name : plural(drag.vms.length, 'VM')}</span>
        <small>{formatMemory(memory)}</small>
      </div>
      <GhostVerdict drag={drag} />
    </div>
  );
}

const mostReasons = 6;

function GhostVerdict({ drag }: { drag: Drag }) {
  const site = useAppState((state) => state.site);
  const { over, vms } = drag;
  const host = over === null ? undefined : site.hosts[over];
  if (!host) {
    return (
      <p className="ghost-verdict ghost-hint">Drop on a host. Esc puts it back where it was.</p>
    );
  }
  if (vms.every((vm) => vm.hostId === host.id)) {
    return <p className="ghost-verdict ghost-hint">Already on {host.label}.</p>;
  }
  const verdict = groupVerdict(site, vms, host.id);
  if (!verdict) return null;
  const words = {
    yes: `Can move to ${host.label}`,
    some: `A part can move to ${host.label}`,
    no: `Cannot move to ${host.label}`,
  };
  const shown = verdict.reasons.slice(0, mostReasons);
  return (
    <div className="ghost-verdict">
      <strong data-answer={verdict.answer}>{words[verdict.answer]}</strong>
      <ul>
        {shown.map((reason) => (
          <li key={reason.code + reason.message} data-severity={reason.severity}>
            {vms.length > 1 ? `${plural(reason.count, 'VM')}: ` : ''}
            {reason.message} <span className="ghost-hint">{reason.remedy}</span>
          </li>
        ))}
      </ul>
      {verdict.reasons.length > shown.length ? (
        <p className="ghost-hint">
          and {plural(verdict.reasons.length - shown.length, 'more reason')}
        </p>
      ) : null}
    </div>
  );
}
