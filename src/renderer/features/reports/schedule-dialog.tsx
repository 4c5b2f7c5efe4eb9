import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ReportKind } from '../../../shared/reports/report.ts';
import { type ReportFormat, reportNames } from '../../../shared/reports/report-question.ts';
import {
  type ReportSchedule,
  type ScheduleTurn,
  scheduleTurns,
} from '../../../shared/reports/report-schedule.ts';
import { call } from '../../state/actions/call.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { momentText } from '../../ui/format/moment.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { draftOf, routeOf } from './mail-draft.ts';
import { MailFields } from './mail-fields.tsx';
import { keepPassword } from './try-mail.ts';

const turnNames: Readonly<Record<ScheduleTurn, string>> = {
  day: 'Each day',
  week: 'Each Monday',
  month: 'Each first of the month',
};
const whereTo = ({ folder, mail }: ReportSchedule) =>
  [
    ...(folder === '' ? [] : [`into ${folder}`]),
    ...(mail ? [`by mail to ${mail.to.join(', ')}`] : []),
  ].join(' and ');
const hours = Array.from({ length: 24 }, (_, hour) => String(hour));

/** Has the console make the report that is on the page by itself, into a folder or by mail. */
export function ScheduleDialog(props: {
  report: { kind: ReportKind; format: ReportFormat; sections: readonly string[] };
  onClose: () => void;
}) {
  const services = useApp();
  const { reportSchedule: kept, reportRun } = useAppState((state) => state.site.settings);
  const [every, setEvery] = useState(kept.every);
  const [hour, setHour] = useState(String(kept.hour));
  const [folder, setFolder] = useState(kept.folder);
  const [mail, setMail] = useState(() => draftOf(kept.mail));
  const [refused, setRefused] = useState<AppError | null>(null);
  const route = routeOf(mail);
  const { kind, format, sections } = props.report;
  const problem = kind === 'host' ? 'Schedules are for reports of the whole site.' : null;
  const blocked =
    problem ??
    (typeof route === 'string'
      ? route
      : folder.trim() === '' && route === null
        ? 'Say into which folder, or to whom by mail.'
        : null);

  async function keep(on: boolean): Promise<void> {
    const to = typeof route === 'string' ? null : route;
    const trouble = on && to ? await keepPassword(services, to, mail) : null;
    setRefused(trouble?.error ?? null);
    if (trouble) return;
    const own = kind === 'host' ? {} : { kind, format, sections: [...sections] };
    const since = on && !kept.on ? Date.now() : kept.since;
    const reportSchedule = on
      ? { ...kept, ...own, on, since, every, hour: Number(hour), folder: folder.trim(), mail: to }
      : { ...kept, on };
    const done = await call(services, 'The schedule was not kept', 'settings.update', {
      reportSchedule,
    });
    if (done) props.onClose();
  }

  return (
    <ModalDialog
      title="Reports on a schedule"
      onClose={props.onClose}
      actions={
        <>
          {kept.on ? (
            <Button look="quiet" onPress={() => void keep(false)}>
              Switch it off
            </Button>
          ) : null}
          <span className="grow" />
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" blocked={blocked} onPress={() => void keep(true)}>
            {kept.on ? 'Keep this schedule' : 'Switch it on'}
          </Button>
        </>
      }
    >
      <div className="reports-schedule">
        <p>
          {kept.on
            ? `On: ${reportNames[kept.kind]} as ${kept.format.toUpperCase()}, ${turnNames[kept.every].toLowerCase()} at ${kept.hour}:00, ${whereTo(kept)}.`
            : 'Off. '}{' '}
          {problem ??
            `What is chosen on the page now, ${reportNames[kind]} as ${format.toUpperCase()}, is made while the console runs; a turn that was missed is made up for once.`}
        </p>
        <div className="reports-turn">
          <Picker
            label="When"
            value={every}
            options={scheduleTurns.map((value) => ({ value, label: turnNames[value] }))}
            onChange={setEvery}
          />
          <Picker
            label="At"
            value={hour}
            options={hours.map((value) => ({ value, label: `${value}:00` }))}
            onChange={setHour}
          />
        </div>
        <TextInput
          label="Into the folder"
          value={folder}
          onChange={setFolder}
          placeholder="/srv/reports"
          description="On the machine that the console runs on; it has to be there."
        />
        <MailFields draft={mail} onChange={setMail} />
        {refused ? <ErrorBox error={refused} title="The password could not be kept" /> : null}
        {reportRun && (reportRun.path || reportRun.mailedTo.length > 0) ? (
          <p>
            The last one, {momentText(reportRun.at)}:{' '}
            {[reportRun.path ?? [], reportRun.mailedTo].flat().join(', ')}
          </p>
        ) : null}
        {reportRun?.error ? (
          <ErrorBox
            error={reportRun.error}
            title={
              reportRun.mailedTo.length > 0
                ? `The last one did not reach everybody, ${momentText(reportRun.at)}`
                : `The last one failed, ${momentText(reportRun.at)}; it is tried again each hour`
            }
          />
        ) : null}
      </div>
    </ModalDialog>
  );
}
