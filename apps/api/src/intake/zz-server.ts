import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { PostgresEventLog, PostgresQuarantine, PostgresVault } from '#event-log';
import { CONNECTORS, IntakeService } from '#intake';
import { makeIds } from '#kernel';
import { IntakeModule } from './index.js';
class Empty {}
const url = process.env['DB']!; const masterKey = Buffer.alloc(32, 3);
const log = await PostgresEventLog.open({ url });
const vault = await PostgresVault.open({ url, masterKey });
const quarantine = await PostgresQuarantine.open({ url, masterKey });
const service = new IntakeService({ log, vault, quarantine, ids: makeIds(Buffer.alloc(32, 11)) });
const key = { id: '0192f0c1-0004-8000-8000-000000000004', source: 'website', scopes: ['intake'] };
const app = await NestFactory.create<NestFastifyApplication>({ module: Empty, imports: [IntakeModule.with({ useFactory: () => ({ service, connectors: CONNECTORS, keys: { verify: (k: string) => (k === 'k' ? key : null) }, onTrouble: (e) => console.error(e) }) })] }, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.send!({ url: await app.getUrl() });
process.on('message', async (m) => { if (m === 'cpu') process.send!({ cpu: process.cpuUsage() }); if (m === 'stop') { await app.close(); await log.close(); await vault.close(); await quarantine.close(); process.exit(0); } });
