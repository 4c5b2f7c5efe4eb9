import { FlaskConical, FolderOpen, HardDriveDownload } from 'lucide-react';
import { useState } from 'react';
import { openSite } from '../../state/actions/open-site.ts';
import { openDialog, openImages } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { FirstPicture } from './first-picture.tsx';
import { emptyHostFields } from './host-fields.ts';
import { HostFormView } from './host-form-view.tsx';
import { submitHost } from './submit-host.ts';
import { useHostForm } from './use-host-form.ts';
import { useSuggestions } from './use-suggestions.ts';
import './first-run.css';

const promises = [
  ['Every host and VM', 'with CPU and memory, as they change: pushed by the hosts, not polled.'],
  ['Yes or no, and why', 'from every host while you drag, before anything is done.'],
  ['Nothing to install', 'It speaks plain xl over SSH, and asks before it changes anything.'],
] as const;

/** Before there is a host on the board: what this is, and the two ways on. */
export function FirstRun() {
  return (
    <main className="first-run">
      <div className="first-run-middle">
        <section className="first-run-story">
          <h2>
            Your Xen hosts on one board. Drag a running VM from one to another, and it goes on
            there.
          </h2>
          <FirstPicture />
          <ul>
            {promises.map(([title, text]) => (
              <li key={title}>
                <b>{title}</b>
                <span>{text}</span>
              </li>
            ))}
          </ul>
        </section>
        <div className="first-run-ways">
          <ConnectWay />
          <DemoWay />
          <ImagesWay />
          <FileWay />
        </div>
      </div>
    </main>
  );
}

function ConnectWay() {
  const services = useApp();
  const suggestions = useSuggestions();
  const form = useHostForm({
    initial: emptyHostFields,
    hostId: null,
    submit: (input) => submitHost(services, input),
  });
  return (
    <section className="first-run-way" aria-labelledby="first-run-connect">
      <h3 id="first-run-connect">Connect your own host</h3>
      <p className="lead">
        As <code>root</code>, or as an account with <code>sudo</code>. You see its host key before
        anything is sent.
      </p>
      <HostFormView form={form} suggestions={suggestions}>
        <Button look="primary" type="submit" busy={form.busy}>
          Connect
        </Button>
      </HostFormView>
    </section>
  );
}

function ImagesWay() {
  const { store } = useApp();
  return (
    <section className="first-run-way" data-way="demo" aria-labelledby="first-run-images">
      <HardDriveDownload size={20} aria-hidden />
      <div>
        <h3 id="first-run-images">Only an image server?</h3>
        <p className="lead">One image for many machines, and its rollout; no Xen host is needed.</p>
      </div>
      <Button onPress={() => openImages(store)}>Go to the images</Button>
    </section>
  );
}

function FileWay() {
  const { store } = useApp();
  return (
    <section className="first-run-way" data-way="demo" aria-labelledby="first-run-file">
      <FolderOpen size={20} aria-hidden />
      <div>
        <h3 id="first-run-file">Carried a site here?</h3>
        <p className="lead">A site file shows it as it was, read-only, without any connection.</p>
      </div>
      <Button onPress={() => openDialog(store, { kind: 'open-file' })}>Open a site file…</Button>
    </section>
  );
}

function DemoWay() {
  const services = useApp();
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    await openSite(services, 'demo');
    setBusy(false);
  };
  return (
    <section className="first-run-way" data-way="demo" aria-labelledby="first-run-demo">
      <FlaskConical size={20} aria-hidden />
      <div>
        <h3 id="first-run-demo">Only looking?</h3>
        <p className="lead">
          Simulated hosts inside this console. Everything works, nothing is real.
        </p>
      </div>
      <Button busy={busy} onPress={() => void open()}>
        Look around in the demo site
      </Button>
    </section>
  );
}
