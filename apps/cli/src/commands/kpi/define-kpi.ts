import { readFile } from 'node:fs/promises';
import { models } from '#projections';
import { defineWorkspaceKpi } from '../../../../api/src/composition/defining-kpis.js';
import type { Context } from '../../context.js';
import { wrongUsage, type ExitCode } from '../../failure.js';
import { operator } from '../people.js';
import { enginesOf, upToDate } from './kpi.js';

/** Defines a figure of this workspace from a file, or from standard input (`-`); the same document again changes nothing. */
export async function defineKpi(context: Context, [file]: readonly string[]): Promise<ExitCode> {
  const document = file === '-' ? await context.readInput() : await read(file!);
  const installation = await context.open();
  // what it may be about is looked at as it is in the database
  await upToDate(
    installation,
    models.map(({ name }) => name),
  );
  const { workspace } = enginesOf(installation);
  const { decisions, ids } = installation;
  const said = await defineWorkspaceKpi({ workspace, decisions, ids }, document, operator());
  const { name, version, hash, position } = said;
  context.output.result({ name, version, hash, changed: position > 0 }, [
    position > 0
      ? `${name} is defined: version ${version}. See  throughline kpi ${name}.`
      : `${name} says so already: version ${version}.`,
  ]);
  return 0;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw wrongUsage('file.unreadable', `${file} cannot be read: ${(error as Error).message}`);
  }
}
