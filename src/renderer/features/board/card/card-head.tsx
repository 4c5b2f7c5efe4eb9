import type { Host } from '../../../../shared/model/host.ts';
import { xenVersion } from '../../../ui/format/xen-version.ts';
import type { Metrics } from '../layout/metrics.ts';
import { fitText } from './fit-text.ts';

const linkTexts: Record<Host['link']['state'], string> = {
  online: 'online',
  offline: 'unreachable',
  connecting: 'connecting',
  idle: 'not connected',
  blocked: 'needs you',
};

const assistTexts: Record<NonNullable<Host['facts']>['assist'], string> = {
  vt: 'VT',
  svm: 'SVM',
  none: 'PV only',
  unknown: 'assist ?',
};

const assistTitles: Record<NonNullable<Host['facts']>['assist'], string> = {
  vt: 'Intel VT: runs PV, PVH and HVM guests',
  svm: 'AMD Pacifica (SVM): runs PV, PVH and HVM guests',
  none: 'No hardware assist, or switched off in its firmware: runs PV guests only',
  unknown: 'Whether it has hardware assist is not known',
};

/** What stands beside the name: mark, badges, menu. */
const taken = { large: 166, normal: 146, overview: 42 };
const headFonts = { large: 'largeHead', normal: 'head', overview: 'smallHead' } as const;

/** A host's name, state and what it is. The heading takes the keyboard's focus. */
export function CardHead({
  host,
  focused,
  metrics,
  width,
}: {
  host: Host;
  focused: boolean;
  metrics: Metrics;
  /** Width of the whole head, in px. */
  width: number;
}) {
  const { facts } = host;
  const link = linkTexts[host.link.state];
  return (
    <header className="card-head">
      <h3 className="card-name">
        {/* biome-ignore lint/a11y/useSemanticElements: a plain button would sit in the tab order */}
        <span
          role="button"
          className="card-title"
          data-action="host"
          tabIndex={focused ? 0 : -1}
          aria-label={`Host ${host.label}, ${link}`}
          title={`${host.label}, ${link}`}
        >
          <i className="link-mark" aria-hidden />
          {fitText(host.label, width - taken[metrics.density], headFonts[metrics.density])}
        </span>
      </h3>
      {facts ? (
        <>
          <span className="badge" title={`Xen ${xenVersion(facts)}${facts.xenVersion.extra}`}>
            {xenVersion(facts)}
          </span>
          <span className="badge" data-assist={facts.assist} title={assistTitles[facts.assist]}>
            {assistTexts[facts.assist]}
          </span>
        </>
      ) : null}
      <button
        type="button"
        className="card-menu"
        data-action="host-menu"
        tabIndex={-1}
        aria-label={`Menu of ${host.label}`}
        aria-haspopup="menu"
      >
        ⋯
      </button>
    </header>
  );
}
