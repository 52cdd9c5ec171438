import { EventStoreDBClient } from '@eventstore/db-client';
import { holdingBackNone } from './append-stream.js';

describe('the streams that the client writes appends to', () => {
  it('are made as they were when it was proved', async () => {
    const client = EventStoreDBClient.connectionString('esdb://127.0.0.1:1?tls=false');
    expect(holdingBackNone(client)).toBe(client);
    await client.dispose();
  });

  it('are asked for where they are made in another way', () => {
    expect(() => holdingBackNone({} as EventStoreDBClient)).toThrow(
      '@eventstore/db-client does not make its streams by GRPCStreamCreator any more',
    );
  });
});
