import type { MigrationSet } from '#platform';

/** What signing in needs and the log must not hold: hashes of passwords, and who is signed in. Kept in the vault. */
export const accessMigrations: MigrationSet = {
  schema: 'vault',
  migrations: [
    {
      id: 'access-001-credentials-and-sessions',
      sql: `
        CREATE TABLE vault.credentials (
          person        uuid PRIMARY KEY,
          password_hash text NOT NULL,
          changed_at    timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE vault.sessions (
          token_hash text PRIMARY KEY,
          person     uuid NOT NULL,
          created_at timestamptz NOT NULL DEFAULT now(),
          seen_at    timestamptz NOT NULL DEFAULT now(),
          expires_at timestamptz NOT NULL
        );
        CREATE INDEX sessions_person ON vault.sessions (person);
        CREATE INDEX sessions_expiry ON vault.sessions (expires_at);`,
    },
  ],
};
