import { startKafkaBroker } from '../../test/kafka-broker.js';
import { RelayWorld, until } from '../../test/relay-world.js';

it('loses nothing when the broker is killed and comes back under load, and says meanwhile that it is away', async () => {
  const broker = await startKafkaBroker();
  const world = await RelayWorld.make(broker.address);
  const relay = await world.relay();
  let appending = true;
  const load = (async () => {
    while (appending) {
      await world.append(20);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await until(() => relay.state().status === 'leader');
  for (let i = 0; i < 2; i++) {
    await world.append(100);
    await broker.kill9();
    await until(() => relay.state().status === 'away');
    await broker.restart();
    await until(() => relay.state().status === 'leader');
  }
  appending = false;
  await load;
  await world.published();
  await world.expectWhole();
  await world.close();
  await broker.close();
});
