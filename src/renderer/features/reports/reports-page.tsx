import { CalendarClock, Download } from 'lucide-react';
import { useState } from 'react';
import { byNaturalName } from '../../../shared/natural-key.ts';
import type { ReportKind } from '../../../shared/reports/report.ts';
import {
  defaultSections,
  type ReportFormat,
  type ReportQuestion,
  reportNames,
} from '../../../shared/reports/report-question.ts';
import { showBoard } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { BackButton } from '../../ui/back-button.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { ReportChoice } from './report-choice.tsx';
import { boundsOf, firstPeriod } from './report-period.ts';
import { ReportPreview } from './report-preview.tsx';
import { saveReport } from './save-report.ts';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { useReport } from './use-report.ts';
import '../../ui/page.css';
import './reports.css';

const formats: readonly { value: ReportFormat; label: string; description: string }[] = [
  { value: 'html', label: 'HTML', description: 'one page, to look at and to print' },
  { value: 'pdf', label: 'PDF', description: 'A4, as it is printed' },
  { value: 'xlsx', label: 'Excel workbook', description: 'a sheet for each section' },
  { value: 'csv', label: 'CSV', description: 'one section: one plain table' },
  { value: 'md', label: 'Markdown', description: 'for a wiki or a ticket' },
  { value: 'json', label: 'JSON', description: 'for programs' },
];

/**
 * Reports of the site: what, of when, which parts; as they will be, and as files.
 * @param report Which one was asked for; another can be chosen.
 * @param hostId The host that it was asked for; null: the first one.
 * @param to The moment of the past that it was asked for; null: now.
 */
export function ReportsPage(props: {
  report: ReportKind;
  hostId: string | null;
  to: number | null;
}) {
  const { report, hostId, to } = props;
  const services = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const byName = Object.values(hosts).toSorted((a, b) => byNaturalName(a.label, b.label));
  const [kind, setKind] = useState<ReportKind>(report);
  const [chosenHost, setHost] = useState(hostId);
  const [period, setPeriod] = useState(() => firstPeriod(to, Date.now()));
  const [sections, setSections] = useState<readonly string[]>(() => defaultSections(kind));
  const [format, setFormat] = useState<ReportFormat>('html');
  const [making, setMaking] = useState(false);
  const [scheduling, setScheduling] = useState(false);
  const scheduled = useAppState((state) => state.site.settings.reportSchedule.on);
  const host = chosenHost ?? byName[0]?.id ?? null;

  const bounds = boundsOf(period, Date.now());
  const problem =
    typeof bounds === 'string'
      ? bounds
      : sections.length === 0
        ? 'Choose at least one section.'
        : kind === 'host' && host === null
          ? 'No host is connected yet.'
          : null;
  function question(): ReportQuestion | null {
    const when = boundsOf(period, Date.now());
    if (problem !== null || typeof when === 'string') return null;
    const of = kind === 'host' && host !== null ? { hostId: host } : {};
    return { kind, ...when, ...of, sections: [...sections] };
  }
  const state = useReport(JSON.stringify([kind, host, period, sections]), question);

  async function save(): Promise<void> {
    const wanted = question();
    if (!wanted) return;
    setMaking(true);
    await saveReport(services, wanted, format);
    setMaking(false);
  }

  return (
    <main className="page reports" aria-label="Reports">
      <div className="page-bar" role="toolbar" aria-label="The report">
        <Picker
          inline
          label="Report"
          value={kind}
          options={Object.entries(reportNames).map(([value, label]) => ({
            value: value as ReportKind,
            label,
          }))}
          onChange={(next) => {
            setKind(next);
            setSections(defaultSections(next));
          }}
        />
        {kind === 'host' && host !== null ? (
          <Picker
            inline
            label="Host"
            value={host}
            options={byName.map(({ id, label }) => ({ value: id, label }))}
            onChange={setHost}
          />
        ) : null}
        <span className="page-gap" />
        <Button
          look="quiet"
          tip="Have it made by itself, into a folder or by mail"
          onPress={() => setScheduling(true)}
        >
          <CalendarClock size={15} aria-hidden />
          {scheduled ? 'Scheduled…' : 'Schedule…'}
        </Button>
        <Picker inline label="As" value={format} options={formats} onChange={setFormat} />
        <Button look="primary" blocked={problem} busy={making} onPress={() => void save()}>
          <Download size={15} aria-hidden />
          {making ? 'Making it…' : 'Save'}
        </Button>
        <BackButton onPress={() => showBoard(services.store)} />
      </div>
      <div className="reports-body">
        <ReportChoice
          kind={kind}
          period={period}
          sections={sections}
          onPeriod={setPeriod}
          onSections={setSections}
        />
        {/* Another report begins at its top. */}
        <div key={kind} className="reports-page">
          {problem ? (
            <p className="reports-problem" role="status">
              {problem}
            </p>
          ) : null}
          {state.kind === 'asking' && !problem ? (
            <p className="reports-waiting" role="status">
              <Spinner /> Making the preview…
            </p>
          ) : null}
          {state.kind === 'failed' ? (
            <ErrorBox error={state.error} title="The report could not be made" />
          ) : null}
          {state.kind === 'made' ? (
            <ReportPreview report={state.report} stale={state.stale || problem !== null} />
          ) : null}
        </div>
      </div>
      {scheduling ? (
        <ScheduleDialog report={{ kind, format, sections }} onClose={() => setScheduling(false)} />
      ) : null}
    </main>
  );
}
