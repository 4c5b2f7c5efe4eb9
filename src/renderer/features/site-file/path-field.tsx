import { useEffect, useState } from 'react';
import type { MethodOutput } from '../../../shared/contract/methods.ts';
import { call } from '../../state/actions/call.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/text-input.tsx';

export type Places = MethodOutput<'siteFile.places'>;

/** Where site files are and go; null until the core has answered. */
export function usePlaces(): Places | null {
  const services = useApp();
  const [places, setPlaces] = useState<Places | null>(null);
  useEffect(() => {
    let over = false;
    const tried = 'Could not look for site files';
    void call(services, tried, 'siteFile.places', {}).then((found) => {
      if (!over) setPlaces(found);
    });
    return () => {
      over = true;
    };
  }, [services]);
  return places;
}

/** A path on the machine that the console runs on; with the system's dialog where there is one. */
export function PathField(props: {
  purpose: 'save' | 'open';
  path: string;
  onChange: (path: string) => void;
  places: Places | null;
  error: string | null;
  description: string;
  autoFocus?: boolean;
}) {
  const services = useApp();
  const { purpose, path, onChange, places } = props;
  async function choose(): Promise<void> {
    const chosen = await call(services, 'Could not ask for a file', 'siteFile.choose', {
      purpose,
      path,
    });
    if (chosen?.path) onChange(chosen.path);
  }
  return (
    <div className="site-file-path">
      <TextInput
        label="File"
        value={path}
        onChange={onChange}
        error={props.error}
        description={props.description}
        autoFocus={props.autoFocus ?? false}
      />
      {places?.canChoose ? <Button onPress={() => void choose()}>Choose…</Button> : null}
    </div>
  );
}
