import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/** A service as far as these tests look at it. */
export interface Service {
  readonly image: string;
  readonly build?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly restart?: string;
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly cpus?: string; readonly memory?: string } } };
}

/** A compose file, its anchors and merges resolved. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export const checkout = resolve(__dirname, '../..');

/** The compose files there are, by their paths from the checkout. */
export const COMPOSE_FILES = ['docker-compose.yml', 'infra/compose/small.yml'] as const;

/** Reads a compose file. */
export function composeFile(path: (typeof COMPOSE_FILES)[number]): ComposeFile {
  return parse(readFileSync(join(checkout, path), 'utf8'), { merge: true }) as ComposeFile;
}

/** Where a secret of a compose file lies, from the checkout. */
export function secretPath(file: (typeof COMPOSE_FILES)[number], secret: { readonly file: string }): string {
  return join(dirname(file), secret.file);
}
