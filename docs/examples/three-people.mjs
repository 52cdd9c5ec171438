/**
 * Three people, as a website and a shop would report them with Segment's own library: identify, group and track.
 * Every message is sent twice, as clients do whose answer got lost: nothing counts twice.
 *
 *     node docs/examples/three-people.mjs http://127.0.0.1:3000 KEY
 */
import { sender } from './sender.mjs';

const { send, finish } = sender(process.argv[2], process.argv[3]);
const run = process.argv[4] ?? 'first';

const people = [
  {
    id: 'ann',
    visitor: '5b1f0a52-6f0e-4c5e-9d7a-0c1f2e3d4a51',
    traits: { name: 'Ann Baker', email: 'ann.baker@northwind.example', title: 'Head of Operations' },
    company: { id: 'northwind', name: 'Northwind Foods' },
    did: [
      ['page', { name: 'Pricing', properties: { url: 'https://www.meridian.example/pricing?utm_source=newsletter' } }],
      ['track', { event: 'Email Opened', properties: { campaign: 'spring-letter', email_subject: 'Three numbers' } }],
      ['track', { event: 'Webinar Attended', properties: { campaign: 'webinar-march', duration: 2_700 } }],
      ['track', { event: 'Order Completed', properties: { order_id: 'A-1', total: 480, currency: 'EUR' } }],
    ],
  },
  {
    id: 'bjoern',
    visitor: '0f6f1f3e-39c5-4f5e-8c3f-7a9a0b6f5d22',
    traits: { name: 'Björn Köhler', email: 'bjoern@koehler.example', phone: '+49 30 1234567' },
    company: { id: 'koehler', name: 'Köhler Logistik GmbH' },
    did: [
      ['track', { event: 'Ad Clicked', properties: { campaign: 'search-brand' } }],
      ['track', { event: 'Form Submitted', properties: { title: 'Ask for a demo' } }],
      [
        'track',
        {
          event: 'Call Answered',
          properties: { channel: 'call', kind: 'answered', direction: 'outbound', duration: 610 },
        },
      ],
    ],
  },
  {
    id: 'tian',
    visitor: 'c3f7f9a4-1f4e-4b63-9a57-5f0d9f6b7e33',
    traits: { name: '田中 さくら', email: 'sakura.tanaka@ten.example' },
    company: { id: 'ten', name: '天 株式会社' },
    did: [
      ['track', { event: 'Email Link Clicked', properties: { campaign: 'spring-letter' } }],
      ['track', { event: 'Ticket Created', properties: { title: '電池の交換方法は？' } }],
    ],
  },
];

const start = Date.now() - 60 * 60_000;
for (const { id, visitor, traits, company, did } of people) {
  const messages = [
    ['page', { anonymousId: visitor, name: 'Home', properties: { url: 'https://www.meridian.example/' } }],
    ['identify', { userId: id, anonymousId: visitor, traits }],
    ['group', { userId: id, groupId: company.id, traits: { name: company.name } }],
    ...did.map(([call, says]) => [call, { userId: id, ...says }]),
  ];
  for (const [number, [call, says]] of messages.entries()) {
    const message = {
      ...says,
      messageId: `three-people-${run}-${id}-${number}`,
      timestamp: new Date(start + number * 60_000),
    };
    await send(call, message);
    await send(call, message);
  }
}
console.log(await finish());
