import type { JsonObject } from './values.js';
import { arrivingBy, objectOf, secondsOf, textOf, wordOf } from './values.js';

/** Members of `context` that a touch says in fields of its own, or that describe the library and not the visitor. */
const TAKEN: ReadonlySet<string> = new Set(['library', 'ip', 'userAgent', 'traits', 'externalId', 'externalIds']);
const PAGE: ReadonlySet<string> = new Set(['url', 'referrer', 'title', 'path', 'search']);
const CAMPAIGN: ReadonlySet<string> = new Set(['name', 'source', 'medium', 'term', 'content']);

/**
 * Puts what a Segment-style context and properties say about a touch into its fields: page, campaign, UTM parameters
 * (of the context, else the properties, else the page's address), click ids, device. Properties stay raw beside.
 */
export function describeTouch(payload: Record<string, unknown>, properties: JsonObject, context: JsonObject): void {
  const page = objectOf(context['page']);
  const campaign = objectOf(context['campaign']);
  const url = textOf(properties['url']) ?? textOf(page['url']);
  const arriving = arrivingBy(url);
  put(
    payload,
    'campaign',
    wordOf(properties['campaign']) ??
      wordOf(properties['campaign_name']) ??
      wordOf(properties['campaign_id']) ??
      wordOf(campaign['name']),
  );
  put(payload, 'variant', wordOf(properties['variant']) ?? wordOf(properties['variation_name']));
  put(payload, 'duration', secondsOf(properties['duration']));
  put(payload, 'subject', textOf(properties['email_subject']) ?? textOf(properties['subject']));
  put(payload, 'title', textOf(properties['title']) ?? textOf(page['title']));
  put(payload, 'url', url);
  put(payload, 'referrer', textOf(properties['referrer']) ?? textOf(page['referrer']));
  put(
    payload,
    'utmSource',
    wordOf(campaign['source']) ?? wordOf(properties['utm_source']) ?? wordOf(arriving.utm_source),
  );
  put(
    payload,
    'utmMedium',
    wordOf(campaign['medium']) ?? wordOf(properties['utm_medium']) ?? wordOf(arriving.utm_medium),
  );
  put(
    payload,
    'utmCampaign',
    wordOf(campaign['name']) ?? wordOf(properties['utm_campaign']) ?? wordOf(arriving.utm_campaign),
  );
  put(payload, 'utmTerm', wordOf(campaign['term']) ?? wordOf(properties['utm_term']) ?? wordOf(arriving.utm_term));
  put(
    payload,
    'utmContent',
    wordOf(campaign['content']) ?? wordOf(properties['utm_content']) ?? wordOf(arriving.utm_content),
  );
  put(payload, 'clickId', arriving.click);
  put(payload, 'ip', textOf(context['ip']));
  put(payload, 'userAgent', textOf(context['userAgent']));
  put(payload, 'context', remainder(context, page, campaign));
}

function put(payload: Record<string, unknown>, field: string, value: unknown): void {
  if (value !== undefined) payload[field] = value;
}

/** What is left of a context; page and campaign stay whole where they say more than the fields do. */
function remainder(context: JsonObject, page: JsonObject, campaign: JsonObject): JsonObject | undefined {
  let left: Record<string, unknown> | undefined;
  for (const name in context) {
    if (TAKEN.has(name)) continue;
    if (name === 'page' && context[name] === page && within(page, PAGE)) continue;
    if (name === 'campaign' && context[name] === campaign && within(campaign, CAMPAIGN)) continue;
    (left ??= {})[name] = context[name];
  }
  return left;
}

function within(object: JsonObject, known: ReadonlySet<string>): boolean {
  for (const name in object) {
    const value = object[name];
    if (!known.has(name) || (value !== null && value !== '' && typeof value !== 'string')) return false;
    if (known === CAMPAIGN && value !== null && value !== '' && wordOf(value) === undefined) return false;
  }
  return true;
}
