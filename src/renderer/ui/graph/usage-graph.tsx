import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { SampleSeries, SampleSubject } from '../../../shared/samples/series.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../button.tsx';
import { ErrorBox } from '../error-box.tsx';
import { formatCpus } from '../format/cpus.ts';
import { formatMemory } from '../format/memory.ts';
import { Segmented } from '../segmented.tsx';
import { useNow } from '../use-now.ts';
import { drawGraph, type GraphOf } from './draw-graph.ts';
import { endsOf, type GraphRange, panned, type Span, spans, zoomed } from './graph-range.ts';
import { emptyText, summary } from './series-text.ts';
import 'uplot/dist/uPlot.min.css';
import './usage-graph.css';

const choices = Object.entries(spans).map(([value, { label }]) => ({
  value: value as Span,
  label,
}));
type Shown = { series: SampleSeries; range: { from: number; to: number } };

/** CPU and memory over time, of a VM, a host or the site. */
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
  const cpu = summary(points, 'cpu');
  const dom0 = summary(points, 'dom0');
  const memory = summary(points, 'memoryMiB');
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
      {shown && !cpu && !memory ? (
        <p className="usage-graph-empty">{emptyText(shown.series)}</p>
      ) : null}
      {shown && cpu ? (
        <>
          <p className="usage-graph-key">
            <b data-of="vms">CPU</b> mean {formatCpus(cpu.mean)}, highest {formatCpus(cpu.max)}{' '}
            (dotted)
            {dom0 ? (
              <>
                ; <b data-of="dom0">dom0</b> mean {formatCpus(dom0.mean)}
              </>
            ) : null}
          </p>
          <Plot of="cpu" shown={shown} onZoom={setRange} />
        </>
      ) : null}
      {shown && memory ? (
        <>
          <p className="usage-graph-key">
            <b data-of="vms">Memory</b> mean {formatMemory(memory.mean)}, highest{' '}
            {formatMemory(memory.max)}
          </p>
          <Plot of="memoryMiB" shown={shown} onZoom={setRange} />
        </>
      ) : null}
    </section>
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
      drawGraph(target, { of, points: shown.series.points, range: shown.range, onZoom });
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
