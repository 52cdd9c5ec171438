import { DatabaseError } from 'pg';
import { createPool, databaseAway, databaseShort } from '#platform';

function fromServer(code: string): DatabaseError {
  const error = new DatabaseError('said by PostgreSQL', 0, 'error');
  error.code = code;
  return error;
}

describe('a database that is away', () => {
  it('is told from one that refuses what was asked of it', async () => {
    const pool = createPool({ url: 'postgres://nobody@127.0.0.1:1/none', name: 'test' });
    const refused = await pool.query('SELECT 1').catch((error: unknown) => error);
    await pool.end();
    expect(databaseAway(refused)).toBe(true);
    for (const code of ['57P01', '57P02', '57P03', '08006', '53300']) expect(databaseAway(fromServer(code))).toBe(true);
    for (const code of ['57014', '22021', '42P01', '23505']) expect(databaseAway(fromServer(code))).toBe(false);
    expect(databaseAway(new Error('Connection terminated unexpectedly'))).toBe(true);
    // what the driver says of a connection that took too long to come about, outside of a pool
    expect(databaseAway(new Error('timeout expired'))).toBe(true);
    expect(databaseAway(new Error('not recorded', { cause: fromServer('57P01') }))).toBe(true);
    expect(databaseAway(new Error('anything else'))).toBe(false);
    expect(databaseAway('57P01')).toBe(false);
  });

  it('is told from one that has no room left', () => {
    for (const code of ['53000', '53100', '53200', '53400']) {
      expect(databaseShort(new Error('not recorded', { cause: fromServer(code) }))).toBe(true);
      expect(databaseAway(fromServer(code))).toBe(false);
    }
    for (const code of ['53300', '57P01', '23505']) expect(databaseShort(fromServer(code))).toBe(false);
  });
});
