import { eventLogContract } from '#kernel/contracts';
import { postgresStore } from '../../test/postgres-store.js';

eventLogContract('on PostgreSQL', () => postgresStore());
