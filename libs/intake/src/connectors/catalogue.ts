import type { ConnectorDefinition } from '#kernel';
import { calendly } from './calendly.js';
import { cloudevents } from './cloudevents.js';
import { hubspot } from './hubspot.js';
import { intercom } from './intercom.js';
import { jitsu } from './jitsu.js';
import { mailgun } from './mailgun.js';
import { posthog } from './posthog.js';
import { postmark } from './postmark.js';
import { segment } from './segment.js';
import { sendgrid } from './sendgrid.js';
import { stripe } from './stripe.js';
import { touchpoints } from './touchpoints.js';
import { twilio } from './twilio.js';
import { zendesk } from './zendesk.js';
import { zoom } from './zoom.js';

/** The connectors, a file each in this folder: what their paths receive is theirs to read. */
export const CONNECTORS: readonly ConnectorDefinition[] = [
  calendly,
  cloudevents,
  hubspot,
  intercom,
  jitsu,
  mailgun,
  posthog,
  postmark,
  segment,
  sendgrid,
  stripe,
  touchpoints,
  twilio,
  zendesk,
  zoom,
];
