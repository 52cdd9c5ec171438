import { readFile } from 'node:fs/promises';
import { errorCode } from '#platform';
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
    if (errorCode(error) === 'ENOENT') throw wrongUsage('file.none', `FILE is ${file}, which is not there.`);
    const why = errorCode(error) === 'EISDIR' ? 'it is a directory' : (error as Error).message;
    throw wrongUsage('file.unreadable', `FILE is ${file}, which cannot be read: ${why}.`);
  }
}
