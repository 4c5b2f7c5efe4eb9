import { layoutChart, type Shape } from '../../../shared/reports/chart-layout.ts';
import type { Chart } from '../../../shared/reports/report.ts';

/** A chart as the file will have it, in the window's own colours. */
export function ReportChart({ chart, timeZone }: { chart: Chart; timeZone: string }) {
  const { width, height, shapes, legend } = layoutChart(chart, timeZone);
  const drawn = shapes.map((shape, number) => ({ shape, number }));
  return (
    <figure>
      <figcaption>{chart.title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={chart.title}>
        {drawn.map(({ shape, number }) => (
          <ShapeView key={number} shape={shape} />
        ))}
      </svg>
      <ul>
        {legend.map(({ label, mark, series }) => (
          <li key={series} data-mark={mark} data-form={chart.axis.type}>
            {label}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function ShapeView({ shape }: { shape: Shape }) {
  switch (shape.kind) {
    case 'rule':
      return (
        <line data-role={shape.role} x1={shape.x1} y1={shape.y1} x2={shape.x2} y2={shape.y2} />
      );
    case 'path':
      return <path data-mark={shape.mark} d={shape.d} />;
    case 'dot':
      return <circle data-mark={shape.mark} cx={shape.x} cy={shape.y} r={2.4} />;
    case 'bar':
      return (
        <rect
          data-mark={shape.mark}
          x={shape.x}
          y={shape.y}
          width={shape.width}
          height={shape.height}
        >
          <title>{shape.title}</title>
        </rect>
      );
    case 'text':
      return (
        <text data-role={shape.role} x={shape.x} y={shape.y} textAnchor={shape.anchor}>
          {shape.text}
        </text>
      );
  }
}
