import { createInterface } from 'node:readline';
import { StandInServer } from './stand-in-server.js';

/**
 * The stand-in as a process of its own, to be killed, frozen and started again: `PORT FILE`. Says `ready` and its port;
 * is told what to do over standard input, one word a line.
 */
const [port, file] = process.argv.slice(2);
const server = new StandInServer({ port: Number(port), file: file! });
process.stdout.write(`ready ${await server.start()}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const [word, value] = line.split(' ');
  if (word === 'drop-subscriptions') server.dropSubscriptions();
  else if (word === 'lose-next') server.loseNext();
  else if (word === 'answer-after') server.answerAfter(Number(value));
}
process.exit(0);
