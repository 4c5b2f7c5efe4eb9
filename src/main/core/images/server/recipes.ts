import { appError } from '../../../../shared/app-error.ts';
import { type Role, roleSchema } from '../../../../shared/images/image.ts';
import { debianRecipe, type Recipe, recipeSchema } from '../../../../shared/images/recipe.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { Kept } from '../parse/image-server-state.ts';
import { parseJsonFile } from '../parse/parse-json-file.ts';
import { sumOf } from '../parse/parse-tree.ts';
import { type Change, commit } from './commit.ts';
import { readFiles } from './read-server.ts';
import type { ServerPlace } from './server-answer.ts';

const recipePath = (role: string) => `recipes/${role}/recipe.json`;
const rolePath = (role: string) => `images/${role}/role.json`;

interface RoleFiles {
  recipe: Kept<Recipe> | null;
  role: Kept<Role> | null;
}

async function readRoleFiles(place: ServerPlace, role: string): Promise<Result<RoleFiles>> {
  const read = await readFiles(place, [recipePath(role), rolePath(role)]);
  if (!read.ok) return read;
  const found: RoleFiles = { recipe: null, role: null };
  for (const file of read.value.files) {
    const sum = sumOf(file.bytes);
    if (file.path === rolePath(role)) {
      const parsed = parseJsonFile(file, roleSchema);
      if (!parsed.ok) return parsed;
      found.role = { value: parsed.value, sum };
    } else {
      const parsed = parseJsonFile(file, recipeSchema);
      if (!parsed.ok) return parsed;
      found.recipe = { value: parsed.value, sum };
    }
  }
  return ok(found);
}

/** What a role is built from; what is offered to begin with, of generation 0, where it has none yet. */
export async function readRecipe(place: ServerPlace, role: string): Promise<Result<Recipe>> {
  const found = await readRoleFiles(place, role);
  return found.ok ? ok(found.value.recipe?.value ?? debianRecipe) : found;
}

/**
 * Keeps a recipe, and makes its role if there is none; the recipe's new generation. `recipe.generation`: of the one that was
 * read. Errors: `conflict` when somebody else has changed it since.
 */
export async function putRecipe(
  place: ServerPlace,
  asked: { role: string; title: string; healthCommand: string; recipe: Recipe; by: string },
): Promise<Result<number>> {
  const { role, title, healthCommand, recipe, by } = asked;
  const found = await readRoleFiles(place, role);
  if (!found.ok) return found;
  const { recipe: kept, role: known } = found.value;
  if ((kept?.value.generation ?? 0) !== recipe.generation) {
    return err(
      appError('conflict', `Somebody else has changed the recipe of ${role} meanwhile.`, {
        hint: 'Open it again to see what is there now.',
      }),
    );
  }
  const next = { ...kept?.value, ...recipe };
  const same = kept && JSON.stringify(next) === JSON.stringify(kept.value);
  const generation = same ? recipe.generation : recipe.generation + 1;
  const changes: Change[] = [];
  if (!same) {
    changes.push(
      { do: 'expect', path: recipePath(role), sum: kept?.sum ?? null },
      { do: 'audit', by, what: 'recipe', about: { role } },
      {
        do: 'write',
        path: recipePath(role),
        value: { ...next, generation },
      },
    );
  }
  if (!known) {
    const value: Role = { generation: 1, name: role, title, healthCommand, lastRollout: null };
    changes.push(
      { do: 'expect', path: rolePath(role), sum: null },
      { do: 'write', path: rolePath(role), value },
    );
  }
  if (changes.length === 0) return ok(generation);
  const done = await commit(place, changes);
  return done.ok ? ok(generation) : done;
}
