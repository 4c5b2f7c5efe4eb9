import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { closeNotice } from '../../state/actions/notify.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import type { Notice } from '../../state/app-state.ts';
import { Button } from '../../ui/button.tsx';
import './notices.css';

const icons: Record<Notice['tone'], ReactNode> = {
  info: <Info size={17} aria-hidden />,
  success: <CircleCheck size={17} aria-hidden />,
  warning: <TriangleAlert size={17} aria-hidden />,
  error: <CircleAlert size={17} aria-hidden />,
};

/** What happened, for a while or until it is closed. All wait as long as one is looked at. */
export function Notices() {
  const notices = useAppState((state) => state.notices);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  return (
    <section
      className="notices"
      aria-label="Notices"
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      {notices.map((notice) => (
        <NoticeCard
          key={notice.id}
          notice={notice}
          held={notices.length > 0 && (hovered || focused)}
        />
      ))}
    </section>
  );
}

function NoticeCard({ notice, held }: { notice: Notice; held: boolean }) {
  const { store } = useApp();
  const { id, tone, staysMs } = notice;
  useEffect(() => {
    if (staysMs === null || held) return;
    const timer = setTimeout(() => closeNotice(store, id), staysMs);
    return () => clearTimeout(timer);
  }, [store, id, staysMs, held]);
  return (
    <div className="notice" data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      {icons[tone]}
      <div className="notice-text">
        <p>
          <b>{notice.title}</b>
        </p>
        {notice.text ? <p className="notice-more">{notice.text}</p> : null}
      </div>
      <Button
        look="quiet"
        size="s"
        className="icon-only"
        label="Close this notice"
        onPress={() => closeNotice(store, id)}
      >
        <X size={15} aria-hidden />
      </Button>
    </div>
  );
}
