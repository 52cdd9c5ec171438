/** A touch sent with nothing but curl: who, and what happened. */
export function curlSnippet(origin: string): string {
  return `curl ${origin}/v1/track \\
  -u YOUR_KEY: \\
  -H 'content-type: application/json' \\
  -d '{
    "userId": "u-1",
    "event": "Webinar Attended",
    "context": {
      "traits": { "email": "ada@example.com", "name": "Ada Lovelace" }
    },
    "properties": { "channel": "webinar", "kind": "attended", "minutes": 42 }
  }'`;
}

/** The same with the SDK that is already in use elsewhere. */
export function sdkSnippet(origin: string): string {
  return `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: 'YOUR_KEY', host: '${origin}' });

analytics.identify({ userId: 'u-1', traits: { email: 'ada@example.com', name: 'Ada Lovelace' } });
analytics.track({
  userId: 'u-1',
  event: 'Webinar Attended',
  properties: { channel: 'webinar', kind: 'attended', minutes: 42 },
});
await analytics.closeAndFlush();`;
}
