import { randomBytes } from 'node:crypto';
import { PostgresEventLog, PostgresQuarantine, PostgresVault } from '#event-log';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { intakeScenarios } from '../../test/intake-scenarios.js';

describe('intake, on PostgreSQL', () => {
  const databases: TestDatabase[] = [];
  const troubles: Error[] = [];
  afterAll(() => Promise.all(databases.map((database) => database.close())));

  intakeScenarios(
    async () => {
      const database = await testDatabase();
      databases.push(database);
      const { url } = database;
      const masterKey = randomBytes(32);
      return {
        log: await PostgresEventLog.open({ url, onTrouble: (error) => troubles.push(error) }),
        vault: await PostgresVault.open({ url, masterKey }),
        quarantine: await PostgresQuarantine.open({ url, masterKey }),
      };
    },
    async ({ log, vault, quarantine }) => {
      expect(troubles).toEqual([]);
      await log.close();
      await vault.close();
      await quarantine.close();
    },
  );
});
