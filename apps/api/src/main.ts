import { boot, runMain } from '#platform';
import { withStore } from './composition/program.js';
import { serveApi } from './serve.js';

const program = {
  name: 'throughline-api',
  description: 'HTTP in and out. Another program follows the log on the same database.',
  listens: true,
};

await runMain(() =>
  boot(program, async (booted) => {
    const { listen } = await serveApi(await withStore(booted, 'api'));
    const address = await listen();
    booted.health.started();
    booted.logger.info({ address }, `Throughline API answers at ${address}`);
  }),
);
