import { cellText, timeText } from '../../../shared/reports/cell-text.ts';
import type { Block, Report, Table } from '../../../shared/reports/report.ts';
import { isNarrow, staysWhole } from '../../../shared/reports/table-shape.ts';
import { ReportChart } from './report-chart.tsx';

/** The report as it will be, with the first rows of each table. */
export function ReportPreview({ report, stale }: { report: Report; stale: boolean }) {
  const { head, sections } = report;
  const time = (at: number) => timeText(at, head.timeZone);
  return (
    <article className="report" aria-label="Preview" aria-busy={stale}>
      <header>
        <h2>
          <bdi>{head.title}</bdi>
        </h2>
        <p>
          {head.site}, {time(head.period.from)} to {time(head.period.to)}. Times are in{' '}
          {head.timeZone}.
        </p>
      </header>
      {sections.map(({ id, title, blocks }) => (
        <section key={id} aria-label={title}>
          <h3>{title}</h3>
          {numbered(blocks).map(({ block, number }) => (
            <BlockView key={number} block={block} section={title} timeZone={head.timeZone} />
          ))}
        </section>
      ))}
    </article>
  );
}

/** Blocks never change their order: a block's place is what tells it from the others. */
function numbered(blocks: readonly Block[]): { block: Block; number: number }[] {
  return blocks.map((block, number) => ({ block, number }));
}

function BlockView(props: { block: Block; section: string; timeZone: string }) {
  const { block, section, timeZone } = props;
  switch (block.kind) {
    case 'paragraph':
      return (
        <p className={block.tone === 'warning' ? 'report-warning' : undefined}>{block.text}</p>
      );
    case 'facts':
      return (
        <>
          <h4>{block.title}</h4>
          <dl>
            {block.facts.map(({ label, value, ...measure }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <bdi>{cellText(value, measure, timeZone)}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </>
      );
    case 'chart':
      return <ReportChart chart={block} timeZone={timeZone} />;
    case 'table':
      return (
        <div
          data-narrow={isNarrow(block.columns, block.more ? null : block.rows.length) || undefined}
        >
          {block.title === section ? null : <h4>{block.title}</h4>}
          <TableView table={block} timeZone={timeZone} />
        </div>
      );
    case 'lines':
      return (
        <>
          <h4>
            <bdi>{block.title}</bdi>
          </h4>
          <pre>{block.lines.join('\n')}</pre>
        </>
      );
  }
}

function TableView({ table, timeZone }: { table: Table; timeZone: string }) {
  const { columns, rows, whenEmpty, more } = table;
  if (rows.length === 0) return <p className="report-none">{whenEmpty}</p>;
  const keyed = rows.map((row, number) => ({ row, number }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="report-table" tabIndex={0} aria-label={`Table: ${table.title}`}>
      <table>
        <thead>
          <tr>
            {columns.map(({ label, type }) => (
              <th key={label} scope="col" data-type={type}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed.map(({ row, number }) => (
            <tr key={number}>
              {columns.map((column, at) => {
                const value = row[at] ?? null;
                const isWhole = value === null || staysWhole(value, at);
                return (
                  <td key={column.label} data-type={column.type} data-whole={isWhole || undefined}>
                    <bdi>{cellText(value, column, timeZone)}</bdi>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {more ? <p className="report-none">The file has all rows; these are the first.</p> : null}
    </section>
  );
}
