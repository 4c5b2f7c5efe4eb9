import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { ImageServer } from '../../../shared/model/image-server.ts';
import { call } from '../../state/actions/call.ts';
import { openDialog, showBoard } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { shownBlock } from '../../state/travel.ts';
import type { ImagesPlace } from '../../state/view.ts';
import { BackButton } from '../../ui/back-button.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatLastSeen } from '../../ui/format/last-seen.ts';
import { momentText } from '../../ui/format/moment.ts';
import { plural } from '../../ui/format/plural.ts';
import { OwnWords } from '../../ui/own-words.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { ServerBlockProvider } from './act-button.tsx';
import { ClientsList } from './clients-list.tsx';
import { ImagesList } from './images-list.tsx';
import { RolloutsList } from './rollouts-list.tsx';
import { ServerNeeds } from './server-needs.tsx';
import { useOverview } from './use-overview.ts';
import '../../ui/page.css';
import './images.css';

const parts = [
  { value: 'images', label: 'Images' },
  { value: 'clients', label: 'Clients' },
  { value: 'rollouts', label: 'Rollouts' },
  { value: 'server', label: 'Server' },
] as const;
type Part = (typeof parts)[number]['value'];

/** Image servers: what they keep, who boots from it, and how a new version gets there. */
export function ImagesPage({ place }: { place: ImagesPlace }) {
  const { store } = useApp();
  const servers = useAppState((state) => state.site.imageServers);
  const block = useAppState(shownBlock);
  const all = Object.values(servers);
  const [chosen, setChosen] = useState(place.serverId);
  const [part, setPart] = useState<Part>(place.part ?? 'images');
  const server = (chosen === null ? undefined : servers[chosen]) ?? all[0];
  return (
    <main className="page images" aria-label="Images">
      <div className="page-bar" role="toolbar" aria-label="Image server">
        {server ? (
          <>
            <Picker
              inline
              label="Server"
              value={server.id}
              options={all.map(({ id, label }) => ({ value: id, label }))}
              onChange={setChosen}
            />
            <Segmented label="Show" value={part} options={parts} onChange={setPart} />
          </>
        ) : null}
        <span className="page-gap" />
        <Button blocked={block} onPress={() => openDialog(store, { kind: 'add-image-server' })}>
          <Plus size={16} aria-hidden />
          Add an image server
        </Button>
        <BackButton onPress={() => showBoard(store)} />
      </div>
      {server ? (
        <ServerBlockProvider value={block ?? awayText(server)}>
          <ServerPart
            key={server.id}
            server={server}
            part={part}
            place={server.id === place.serverId ? place : null}
          />
        </ServerBlockProvider>
      ) : (
        <NoServer />
      )}
    </main>
  );
}

/** Why nothing can be done there; null: it is connected. */
function awayText({ label, link }: ImageServer): string | null {
  return link.state === 'online' ? null : `${label} is not connected.`;
}

function NoServer() {
  return (
    <section className="images-empty">
      <h2>One image, many machines</h2>
      <p>
        An image server keeps one image per role. Its clients boot from it and keep what is their
        own on a drive of their own: deploying is booting, repairing is rebooting, upgrading is
        pointing at another image.
      </p>
      <p>
        Any Linux machine that you reach over SSH can be one. Add it, and the console says what it
        lacks and how that is mended. Nothing is installed without your yes.
      </p>
    </section>
  );
}

function ServerPart(props: { server: ImageServer; part: Part; place: ImagesPlace | null }) {
  const { server, part, place } = props;
  const isOnline = server.link.state === 'online';
  const past = useAppState(({ travel }) => travel?.wanted ?? null);
  const { overview, error, again } = useOverview(server.id, isOnline, past);
  if (part === 'server') {
    return (
      <>
        {isOnline ? null : (
          <div className="images-body images-above">
            <Away server={server} readAt={null} />
          </div>
        )}
        {past === null ? (
          <ServerNeeds server={server} />
        ) : (
          <p className="images-none">
            What the machine has and lacks is told of now only: go back to now to see it.
          </p>
        )}
      </>
    );
  }
  return (
    <div className="images-body">
      {isOnline || past !== null ? null : (
        <Away server={server} readAt={overview?.at ?? (error ? 'never' : null)} />
      )}
      {error && past !== null ? <ErrorBox error={error} /> : null}
      {error && isOnline && past === null ? (
        <ErrorBox error={error} title="What it keeps could not be read" />
      ) : null}
      <Problems problems={overview?.problems ?? []} />
      {overview === null ? (
        (isOnline || past !== null) && !error ? (
          <p className="images-waiting" role="status">
            <Spinner /> Reading what it keeps…
          </p>
        ) : null
      ) : part === 'images' ? (
        <ImagesList serverId={server.id} overview={overview} onChanged={again} />
      ) : part === 'clients' ? (
        <ClientsList
          serverId={server.id}
          overview={overview}
          first={place?.find ?? ''}
          onChanged={again}
        />
      ) : (
        <RolloutsList
          serverId={server.id}
          overview={overview}
          first={place?.rolloutId ?? null}
          onChanged={again}
        />
      )}
    </div>
  );
}

/** That it cannot be reached, and from when is what is shown of it; `readAt` by its own clock; null: not told. */
function Away(props: { server: ImageServer; readAt: number | 'never' | null }) {
  const { server, readAt } = props;
  const services = useApp();
  const inFile = useAppState(({ site }) => site.file !== null);
  const { lastSeen, error } = server.link;
  return (
    <div className="images-away" role="status">
      <p>
        {inFile
          ? `${server.label} is not connected to from a site file.`
          : `${server.label} is not connected (${formatLastSeen(lastSeen, Date.now())}).`}{' '}
        {readAt === 'never' ? 'What it keeps was never read.' : null}
        {typeof readAt === 'number'
          ? `What it keeps is shown as it was read on ${momentText(readAt)}.`
          : null}
      </p>
      {inFile ? null : (
        <Button
          size="s"
          onPress={() =>
            void call(services, 'Could not connect', 'images.connect', { serverId: server.id })
          }
        >
          Connect
        </Button>
      )}
      {error ? <ErrorBox error={error} /> : null}
    </div>
  );
}

/** So many are told in full. */
const mostTold = 3;

/** Files of the server that are torn or odd: the rest is shown as if they were not there. */
function Problems({ problems }: { problems: ImagesOverview['problems'] }) {
  const more = problems.slice(mostTold);
  return (
    <>
      {problems.slice(0, mostTold).map(({ path, error }) => (
        <ErrorBox key={path} error={error} title={path} />
      ))}
      {more.length > 0 ? (
        <OwnWords
          text={more.map(({ error }) => error.message).join('\n')}
          label={`${plural(more.length, 'more file')} cannot be understood`}
        />
      ) : null}
    </>
  );
}
