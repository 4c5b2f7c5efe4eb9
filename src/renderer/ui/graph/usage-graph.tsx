import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from 'lucide-react';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { SampleSeries, SampleSubject } from '../../../shared/samples/series.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { findVm } from '../../state/find-vm.ts';
import { Button } from '../button.tsx';
import { ErrorBox } from '../error-box.tsx';
import { Segmented } from '../segmented.tsx';
import { useNow } from '../use-now.ts';
import { drawGraph } from './draw-graph.ts';
import { type GraphOf, graphKinds, graphOrder } from './graph-kinds.ts';
import { endsOf, type GraphRange, panned, type Span, spans, zoomed } from './graph-range.ts';
import { emptyText, summary } from './series-text.ts';
import { whyUnknown } from './why-unknown.ts';
import 'uplot/dist/uPlot.min.css';
import './usage-graph.css';

const choices = Object.entries(spans).map(([value, { label }]) => ({
  value: value as Span,
  label,
}));
type Shown = { series: SampleSeries; range: { from: number; to: number } };

/** CPU, memory, network and disks over time, of a VM, a host or the site. */
export function UsageGraph({ subject }: { subject: SampleSubject }) {
  const { transport } = useApp();
  const clock = useNow(15_000);
  // The usage of a site file ends when it was made.
  const now = useAppState(({ site }) => site.file?.madeAt) ?? clock;
  const [range, setRange] = useState<GraphRange>({ span: 'day' });
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const { from, to } = endsOf(range, now);
  const key = JSON.stringify(subject);
  useEffect(() => {
    let over = false;
    const asked: SampleSubject = JSON.parse(key);
    void transport
      .invoke('samples.series', { subject: asked, from, to, points: 400 })
      .then((answer) => {
        if (over) return;
        setError(answer.ok ? null : answer.error);
        if (answer.ok) setShown({ series: answer.value, range: { from, to } });
      });
    return () => {
      over = true;
    };
  }, [transport, key, from, to]);
  const points = shown?.series.points ?? [];
  const isEmpty = !summary(points, 'cpu') && !summary(points, 'memoryMiB');
  const steps = [
    { label: 'Earlier', Icon: ChevronLeft, next: panned(range, now, -1) },
    { label: 'Later', Icon: ChevronRight, next: panned(range, now, 1) },
    { label: 'Zoom in', Icon: ZoomIn, next: zoomed(range, now, 0.5) },
    { label: 'Zoom out', Icon: ZoomOut, next: zoomed(range, now, 2) },
  ];
  return (
    <section className="usage-graph" aria-label="Usage over time">
      <div className="usage-graph-bar">
        <Segmented<Span | ''>
          label="Time range"
          value={'span' in range ? range.span : ''}
          options={choices}
          onChange={(span) => span && setRange({ span })}
        />
        <span className="usage-graph-steps">
          {steps.map(({ label, Icon, next }) => (
            <Button
              key={label}
              look="quiet"
              size="s"
              className="icon-only"
              label={label}
              tip={label}
              onPress={() => setRange(next)}
            >
              <Icon size={15} aria-hidden />
            </Button>
          ))}
        </span>
      </div>
      {error ? <ErrorBox error={error} title="The samples could not be read" /> : null}
      {shown && isEmpty ? <p className="usage-graph-empty">{emptyText(shown.series)}</p> : null}
      {shown && !isEmpty
        ? graphOrder.map((of) => (
            <OneGraph key={of} of={of} shown={shown} subject={subject} onZoom={setRange} />
          ))
        : null}
    </section>
  );
}

function OneGraph(props: {
  of: GraphOf;
  shown: Shown;
  subject: SampleSubject;
  onZoom: (range: GraphRange) => void;
}) {
  const { of, shown, subject, onZoom } = props;
  const { title, lines, format } = graphKinds[of];
  const vm = useAppState(({ site }) =>
    subject.kind === 'vm' ? (findVm(site, subject.vm) ?? null) : null,
  );
  const known = lines.flatMap((line) => {
    const found = summary(shown.series.points, line.of);
    return found ? [{ ...line, ...found }] : [];
  });
  if (known.length === 0) {
    // What is not known of CPU or memory has a reason that passes by itself.
    return of === 'net' || of === 'disk' ? (
      <p className="usage-graph-unknown">
        <b>{title}</b> not known: {whyUnknown(subject.kind, vm, of)}
      </p>
    ) : null;
  }
  return (
    <>
      <p className="usage-graph-key">
        {known.map(({ label, colour, mean, max, highest }) => (
          <span key={label}>
            <b style={{ '--key': `var(${colour})` } as CSSProperties}>{label}</b> mean{' '}
            {format(mean)}
            {highest ? `, highest ${format(max)} (dotted)` : null}
          </span>
        ))}
      </p>
      <Plot of={of} shown={shown} onZoom={onZoom} />
    </>
  );
}

function Plot(props: { of: GraphOf; shown: Shown; onZoom: (range: GraphRange) => void }) {
  const { of, shown, onZoom } = props;
  const element = useRef<HTMLDivElement | null>(null);
  const theme = useAppState(({ site }) => site.settings.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours.
  useEffect(() => {
    if (!element.current) return;
    const target = element.current;
    const draw = () =>
      drawGraph(target, {
        kind: graphKinds[of],
        points: shown.series.points,
        range: shown.range,
        onZoom,
      });
    let end = draw();
    const system = matchMedia('(prefers-color-scheme: dark)');
    const again = () => {
      end();
      end = draw();
    };
    system.addEventListener('change', again);
    return () => {
      system.removeEventListener('change', again);
      end();
    };
  }, [of, shown, onZoom, theme]);
  return <div ref={element} className="usage-graph-plot" data-of={of} aria-hidden="true" />;
}
