import { History, Pin, X } from 'lucide-react';
import { pinMoment, toggleTravel, travelTo } from '../../state/actions/travel.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import type { Travel } from '../../state/travel.ts';
import { Button } from '../../ui/button.tsx';
import { localInputValue, momentIndex, momentText } from '../../ui/format/moment.ts';
import '../../ui/strip.css';
import './time-bar.css';

/** The bar under the top bar with which the board, or the images, are taken back in time. */
export function TimeBar() {
  const travel = useAppState((state) => state.travel);
  if (!travel) return null;
  return travel.moments.length === 0 ? <NoHistory /> : <Moments travel={travel} />;
}

function NoHistory() {
  const services = useApp();
  return (
    <section className="strip time-bar" aria-label="Back in time">
      <History size={16} aria-hidden />
      <p>
        Nothing of this site is kept yet: its history begins with the first host that is connected.
      </p>
      <CloseBar onPress={() => void toggleTravel(services)} />
    </section>
  );
}

function Moments({ travel }: { travel: Travel }) {
  const services = useApp();
  const { moments, wanted, pinned } = travel;
  const madeAt = useAppState(({ site }) => site.file?.madeAt ?? null);
  const screen = useAppState(({ view }) => view.screen.kind);
  const last = madeAt === null ? 'now' : 'the end';
  const now = moments.length;
  const index = wanted === null ? now : Math.max(0, momentIndex(moments, wanted));
  const go = (next: number) => void travelTo(services, moments[next] ?? null);
  const text = wanted === null ? last : momentText(wanted);
  const what = screen === 'images' ? 'The image server is shown' : 'The board shows the site';
  return (
    <section
      className="strip time-bar"
      data-past={wanted !== null || undefined}
      aria-label="Back in time"
      aria-busy={wanted !== (travel.shown?.at ?? null)}
    >
      <History size={16} aria-hidden />
      <p role="status">
        {wanted === null ? (
          <>
            {what} as it {madeAt === null ? 'is now' : 'was when its file was made'}.
          </>
        ) : (
          <>
            <b>The past: {text}.</b> Nothing can be done to it.
          </>
        )}
      </p>
      <input
        type="range"
        aria-label="Moment"
        aria-valuetext={text}
        min={0}
        max={now}
        value={index}
        // biome-ignore lint/a11y/noAutofocus: the user has just asked for this bar
        autoFocus
        onChange={(event) => go(event.target.valueAsNumber)}
      />
      <input
        type="datetime-local"
        step={1}
        aria-label="Date and time"
        value={localInputValue(wanted ?? madeAt ?? Date.now())}
        min={localInputValue(moments[0] ?? 0)}
        onChange={(event) => {
          const at = new Date(event.target.value).getTime();
          if (!Number.isNaN(at)) void travelTo(services, at >= (madeAt ?? Date.now()) ? null : at);
        }}
      />
      <CompareButtons wanted={wanted} pinned={pinned} />
      <Button size="s" blocked={wanted === null ? `It is ${last}.` : null} onPress={() => go(now)}>
        Back to {last}
      </Button>
      <CloseBar onPress={() => void toggleTravel(services)} />
    </section>
  );
}

function CompareButtons({ wanted, pinned }: { wanted: number | null; pinned: number | null }) {
  const { store } = useApp();
  const nothing = wanted === pinned ? 'Go to another moment first.' : null;
  return (
    <>
      <Button
        size="s"
        tip="Compare other moments with this one instead of with now"
        blocked={wanted === null && pinned === null ? 'Go to a past moment first.' : null}
        onPress={() => pinMoment(store, pinned === null ? wanted : null)}
      >
        <Pin size={14} aria-hidden />
        {pinned === null ? 'Pin' : `Unpin ${momentText(pinned)}`}
      </Button>
      <Button
        size="s"
        look={nothing === null ? 'primary' : 'plain'}
        blocked={nothing}
        onPress={() => openDialog(store, { kind: 'changes', moments: [wanted, pinned] })}
      >
        What changed
      </Button>
    </>
  );
}

function CloseBar({ onPress }: { onPress: () => void }) {
  return (
    <Button look="quiet" size="s" className="icon-only" label="Close the history" onPress={onPress}>
      <X size={15} aria-hidden />
    </Button>
  );
}
