import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { Role } from '../../../shared/images/image.ts';
import { nameSchema } from '../../../shared/images/names.ts';
import {
  compressions,
  debianRecipe,
  type Recipe,
  recipeSchema,
  variants,
} from '../../../shared/images/recipe.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextInput } from '../../ui/text-input.tsx';

const newRole = '';
const variantText: Record<(typeof variants)[number], string> = {
  minbase: 'Essential packages and apt',
  apt: 'The least that apt runs in',
  required: 'All of priority required',
  important: 'What debootstrap installs',
  standard: 'A usual server',
  extract: 'Only unpacked: no package’s scripts are run',
};
const fields = ['packages', 'sources', 'state', 'leaveOut'] as const;
type Texts = Record<(typeof fields)[number], string>;

/** One entry a line; packages may stand on one line, too. */
function entries(name: keyof Texts, text: string): string[] {
  const parts = text.split(name === 'packages' ? /\s+/ : '\n');
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** The recipe of a role, to be changed and built. */
export function BuildDialog(props: {
  serverId: string;
  roles: readonly Role[];
  /** Roles of which an image is being built. */
  running: readonly string[];
  onClose: () => void;
  onBegun: (role: string) => void;
}) {
  const { serverId, roles, running } = props;
  const { transport } = useApp();
  const [chosen, setChosen] = useState(roles[0]?.name ?? newRole);
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [health, setHealth] = useState('systemctl is-system-running');
  const [recipe, setRecipe] = useState<Recipe | null>(null);
  const [texts, setTexts] = useState<Texts>({ packages: '', sources: '', state: '', leaveOut: '' });
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const role = chosen === newRole ? name : chosen;
  useEffect(() => {
    let stopped = false;
    const show = (shown: Recipe) => {
      setRecipe(shown);
      setTexts({
        packages: shown.packages.join(' '),
        sources: shown.sources.join('\n'),
        state: shown.state.join('\n'),
        leaveOut: shown.leaveOut.join('\n'),
      });
    };
    setError(null);
    if (chosen === newRole) {
      show(debianRecipe);
      return;
    }
    setRecipe(null);
    void transport.invoke('builds.recipe', { serverId, role: chosen }).then((answer) => {
      if (stopped) return;
      if (answer.ok) show(answer.value);
      else setError(answer.error);
    });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, chosen]);
  const lists = Object.fromEntries(
    fields.map((field) => [field, entries(field, texts[field])]),
  ) as Record<keyof Texts, string[]>;
  const wish = recipeSchema.safeParse({ ...recipe, ...lists });
  const wrongAt = (field: keyof Recipe): string | null => {
    if (wish.success || !recipe) return null;
    const issue = wish.error.issues.find(({ path }) => path[0] === field);
    if (!issue) return null;
    const [, at] = issue.path;
    const entry = field in lists && typeof at === 'number' ? lists[field as keyof Texts][at] : null;
    return entry ? `${entry}: ${issue.message}` : issue.message;
  };
  const wrongName = chosen === newRole && !nameSchema.safeParse(name).success;
  const isTaken = chosen === newRole && roles.some((one) => one.name === name);
  const blocked = running.includes(role)
    ? 'An image of this role is being built already.'
    : wrongName
      ? 'The role has no name yet.'
      : isTaken
        ? 'There is a role of this name: choose it above.'
        : wish.success
          ? null
          : 'Something in the recipe is not right yet.';

  async function begin(): Promise<void> {
    if (!wish.success) return;
    setBusy(true);
    const answer = await transport.invoke('builds.start', {
      ...{ serverId, role, recipe: wish.data },
      title: title || role,
      healthCommand: health,
    });
    setBusy(false);
    if (answer.ok) props.onBegun(role);
    else setError(answer.error);
  }
  const area = (field: keyof Texts, label: string, description: string, rows: number) => (
    <TextArea
      label={label}
      description={description}
      rows={rows}
      value={texts[field]}
      error={wrongAt(field)}
      onChange={(value) => setTexts((before) => ({ ...before, [field]: value }))}
    />
  );
  return (
    <ModalDialog
      title="Build an image"
      width="l"
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" busy={busy} blocked={blocked} onPress={() => void begin()}>
            Keep the recipe and build
          </Button>
        </>
      }
    >
      <p className="images-sub images-build-intro">
        mmdebstrap makes it on the server, with what clients boot by laid in. Nobody runs it before
        it is rolled out.
      </p>
      <div className="images-form">
        <Picker
          label="Role"
          value={chosen}
          options={[
            ...roles.map((one) => ({ value: one.name, label: one.title || one.name })),
            { value: newRole, label: 'A new role' },
          ]}
          onChange={setChosen}
        />
        {chosen === newRole ? (
          <>
            <TextInput
              label="Name"
              value={name}
              error={name !== '' && wrongName ? 'a–z, 0–9, dot, dash and underscore.' : null}
              onChange={setName}
            />
            <TextInput label="Title" value={title} placeholder={name} onChange={setTitle} />
            <TextInput
              label="Health command"
              description="Run by each client; status 0 is health."
              value={health}
              onChange={setHealth}
            />
          </>
        ) : null}
        {recipe ? (
          <>
            <TextInput
              label="Suite"
              value={recipe.suite}
              error={wrongAt('suite')}
              onChange={(suite) => setRecipe({ ...recipe, suite })}
            />
            <Picker
              label="Installed by itself"
              value={recipe.variant}
              options={variants.map((value) => ({
                value,
                label: value,
                description: variantText[value],
              }))}
              onChange={(variant) => setRecipe({ ...recipe, variant })}
            />
            <Picker
              label="Compression"
              value={recipe.compression}
              options={compressions.map((value) => ({ value, label: value }))}
              onChange={(compression) => setRecipe({ ...recipe, compression })}
            />
          </>
        ) : null}
      </div>
      {recipe ? (
        <div className="images-recipe">
          {area(
            'packages',
            'Packages',
            'With busybox-static and a kernel, which clients boot by.',
            3,
          )}
          {area('sources', 'Package sources', 'Lines as in sources.list.', 5)}
          {area(
            'state',
            'On the client’s own drive',
            'One path a line; with a slash at its end it is made.',
            5,
          )}
          {area('leaveOut', 'Not installed', 'Files of packages; * for any.', 5)}
        </div>
      ) : null}
      {error ? <ErrorBox error={error} title="Nothing was begun" /> : null}
    </ModalDialog>
  );
}
