import { viewName } from '#kernel';
import { deals, orders, pipelines, subscriptions, teams, tickets } from '../models/index.js';

/** Read models in which every touch of a source leaves something: it is projected when both hold it. */
const OF_TOUCHES = ['contacts', 'identity'] as const;

/** Where what happened to things is kept: each event leaves a row in the one of its thing. */
const OF_THINGS = [deals, orders, pipelines, subscriptions, teams, tickets] as const;

/** Read models that what is counted must have passed. */
export const COUNTED_IN: readonly string[] = [...OF_TOUCHES, ...OF_THINGS.map(({ name }) => name)];

/** Views of facts by the type of event that leaves a row there: in one of them, or several. */
export const PLACES: ReadonlyMap<string, readonly string[]> = placesByType();

/** Whether something stands where it belongs. It is in `said`: a position, and a type, which touches have none of. */
export const IN_READ_MODELS = `
  case when said.type is null
    then exists (select from read.identity_sighting seen where seen.position = said.position)
    else ${[...typesByPlace()].map(([view, types]) => inPlace(view, types)).join(' or ')}
  end`;

function placesByType(): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { name, facts } of OF_THINGS)
    for (const [table, { on }] of Object.entries(facts))
      for (const { definition } of on)
        places.set(definition.name, [...(places.get(definition.name) ?? []), `read.${viewName(name, table)}`]);
  return places;
}

function typesByPlace(): Map<string, string[]> {
  const types = new Map<string, string[]>();
  for (const [type, places] of PLACES)
    for (const place of places) types.set(place, [...(types.get(place) ?? []), type]);
  return types;
}

function inPlace(view: string, types: readonly string[]): string {
  return `(said.type in (${types.map((type) => `'${type}'`).join(', ')}) and exists (select from ${view} f where f.position = said.position))`;
}
