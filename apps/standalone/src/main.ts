import { runMain } from '#platform';
import { runStandalone } from './standalone.js';

await runMain(() => runStandalone());
