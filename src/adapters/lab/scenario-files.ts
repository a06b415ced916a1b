/** Scenario files: those that come with idletrace, in `lab/`, and those that somebody wrote. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperationalError } from '../../core/errors.ts';
import { parseScenario } from '../../core/lab/parse-scenario.ts';
import type { Scenario } from '../../core/lab/scenario.ts';

export interface NamedScenario {
  /** File name without `.toml`. */
  readonly name: string;
  readonly scenario: Scenario;
}

/** What comes with idletrace, by name. */
export function shippedScenarios(): readonly NamedScenario[] {
  const folder = shippedFolder();
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .sort()
    .map((file) => readScenario(join(folder, file)));
}

/** `file` is a path, or the name of a scenario that comes with idletrace. */
export function readScenario(file: string): NamedScenario {
  const path = existsSync(file) ? file : join(shippedFolder(), `${basename(file, ENDING)}${ENDING}`);
  const name = basename(path, ENDING);
  try {
    return { name, scenario: parseScenario(readFileSync(path, 'utf8'), file) };
  } catch (cause) {
    if (cause instanceof OperationalError) throw cause;
    throw new OperationalError(
      'LAB_SCENARIO',
      `cannot read the scenario ${file}: no such file, and no such name`,
      {
        hint: 'idletrace lab list shows the names',
        cause,
      },
    );
  }
}

/** Beside `dist/` in the package, and beside `build/` in a clone. */
function shippedFolder(): string {
  const candidates = ['../lab', '../../../../lab'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const folder = candidates.find((path) => existsSync(join(path, `silent-firewall${ENDING}`)));
  if (folder === undefined) {
    throw new OperationalError('FILE', 'cannot find the folder of the scenarios that come with idletrace', {
      hint: `it is called lab and was looked for as ${candidates.join(' and ')}`,
    });
  }
  return folder;
}

const ENDING = '.toml';
