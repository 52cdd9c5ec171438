import {
  bool,
  facts,
  label,
  moment,
  projection,
  sealed,
  states,
  uuid,
  uuids,
  when,
  whole,
  type AnyEventDefinition,
  type EventView,
} from '#kernel';
import {
  dealLost,
  dealOpened,
  dealOwnerChanged,
  dealReopened,
  dealWon,
  handoffAccepted,
  handoffClosed,
  handoffExpired,
  handoffOffered,
  handoffRefused,
  handoffReturned,
  handoffWithdrawn,
  ownerAssigned,
} from '#journey';
import { handoffOf } from '../fields/handoffs.js';
import { ownersOf, statusesOf } from '../fields/owners.js';

const SAID = {
  profile: uuid,
  handoff: uuid,
  /** `assigned`, or what became of the handoff. */
  kind: label,
  team: uuid,
  person: uuid,
  from_person: uuid,
  from_team: uuid,
  to_person: uuid,
  deal: uuid,
  /** Whose it is where an offer came to nothing and the giver has left. */
  owner: uuid,
  back_to: label,
  /** Nodes whose claims it outweighs. */
  over: uuids,
  reason: label,
  comment: sealed('content'),
  instead: uuid,
  answer_by: moment,
  briefing_log: label,
  briefing_event: uuid,
  reassignment: uuid,
  actor_kind: label,
  actor: label,
} as const;

interface Parties {
  readonly handoff: string;
  readonly profile: string;
  readonly from?: string;
  readonly fromTeam?: string;
  readonly team?: string;
  readonly to?: string;
  readonly person?: string;
  readonly deal?: string;
  readonly owner?: string;
  readonly over?: readonly string[];
}

interface Answer {
  readonly reason?: string;
  readonly backTo?: string;
  readonly instead?: string;
}

/** What every event of a handoff says. */
function saidOf(kind: string, event: EventView) {
  const about = event.about as unknown as Parties;
  const payload = event.payload as Answer;
  return {
    profile: about.profile,
    handoff: about.handoff,
    kind,
    team: about.team,
    person: about.person,
    from_person: about.from,
    from_team: about.fromTeam,
    to_person: about.to,
    deal: about.deal,
    owner: about.owner,
    back_to: payload.backTo,
    over: about.over ?? null,
    reason: payload.reason,
    comment: event.sealed('content'),
    instead: payload.instead,
    actor_kind: event.envelope.actor.kind,
    actor: event.envelope.actor.id,
  };
}

/** What an answer says: the name of the event tells which. */
const answer = (definition: AnyEventDefinition) =>
  when(definition, (event) => saidOf(definition.name.slice('handoff-'.length), event as unknown as EventView));

/** A deal is open or not from here on, for each of whom it is with. */
const deal = (definition: AnyEventDefinition, open: boolean | null) =>
  when(definition, ({ about: said }) => {
    const about = said as unknown as { deal: string; profile?: string; company?: string; owner?: string };
    return [about.profile, about.company].flatMap((profile) =>
      profile === undefined ? [] : [{ profile, deal: about.deal, owner: about.owner, open }],
    );
  });

const OWNER = { team: uuid, person: uuid, profile: uuid, event: uuid, precision: label } as const;
const STATUS = { status: label, handoff: uuid } as const;
const HELD = 'believed_until IS NULL AND valid_to IS NULL';

/**
 * Whose contacts and companies are, and the handoffs between people. Whose a contact is follows from what was said of any
 * of its nodes: a rule settles what contacts that are linked disagree about, and taking them apart restores both.
 */
export const ownership = projection('ownership', 1, {
  facts: {
    said: facts(
      SAID,
      [
        when(ownerAssigned, ({ about, payload, envelope }) => ({
          profile: about.profile,
          kind: 'assigned',
          team: about.team,
          person: about.person,
          over: about.over ?? null,
          reason: payload.reason,
          reassignment: payload.reassignment,
          actor_kind: envelope.actor.kind,
          actor: envelope.actor.id,
        })),
        when(handoffOffered, (event) => ({
          ...saidOf('offered', event as unknown as EventView),
          answer_by: Date.parse(event.payload.answerBy),
          briefing_log: event.payload.briefing.log,
          briefing_event: event.payload.briefing.event,
        })),
        answer(handoffAccepted),
        answer(handoffRefused),
        answer(handoffExpired),
        answer(handoffWithdrawn),
        answer(handoffReturned),
        answer(handoffClosed),
      ],
      ['profile, position', 'handoff, position', '(reassignment) WHERE reassignment IS NOT NULL'],
    ),
    /** Open deals: the side of linked contacts that has one keeps its owner. */
    deal: facts(
      { profile: uuid, deal: uuid, owner: uuid, open: bool },
      [
        deal(dealOpened, true),
        deal(dealReopened, true),
        deal(dealWon, false),
        deal(dealLost, false),
        deal(dealOwnerChanged, null),
      ],
      ['profile, position', 'deal, position'],
    ),
  },
  states: {
    owner: states({
      per: ['contact'],
      from: ['said', 'deal'],
      columns: OWNER,
      indexes: [`(person, team, contact) WHERE ${HELD}`],
      derive: ownersOf,
    }),
    companyOwner: states({
      per: ['company'],
      from: ['said', 'deal'],
      columns: OWNER,
      indexes: [`(person, team, company) WHERE ${HELD}`],
      derive: ownersOf,
    }),
    status: states({
      per: ['contact'],
      from: ['said', 'deal'],
      columns: STATUS,
      indexes: [`(status, valid_from, contact) WHERE ${HELD}`],
      derive: statusesOf,
    }),
    companyStatus: states({
      per: ['company'],
      from: ['said', 'deal'],
      columns: STATUS,
      derive: statusesOf,
    }),
    handoff: states({
      per: ['handoff'],
      from: ['said'],
      columns: {
        /** `open`, `accepted`, `refused`, `expired`, `withdrawn`, `returned`, `closed`. */
        status: label,
        profile: uuid,
        from_person: uuid,
        from_team: uuid,
        team: uuid,
        to_person: uuid,
        deal: uuid,
        reason: label,
        offer: uuid,
        offered_at: moment,
        offered_precision: label,
        answer_by: moment,
        /** What became of the offer: as `status`, but `accepted` also where the contact was returned later. */
        answer: label,
        answered_at: moment,
        answered_precision: label,
        answer_reason: label,
        /** Who answered. */
        person: uuid,
        owner: uuid,
        back_to: label,
        instead: uuid,
        returned_at: moment,
        returned_precision: label,
        return_reason: label,
      },
      indexes: [
        `(team, answer_by, handoff) WHERE status = 'open' AND ${HELD}`,
        `(to_person, answer_by, handoff) WHERE status = 'open' AND ${HELD}`,
        `(from_person, offered_at, handoff) WHERE ${HELD}`,
        `(team, offered_at, handoff) WHERE ${HELD}`,
        `(offered_at, handoff) WHERE ${HELD}`,
        `(profile) WHERE ${HELD}`,
        // those that open again where contacts fall apart
        `(handoff) WHERE status = 'closed' AND answer_reason = 'contacts-linked' AND ${HELD}`,
      ],
      derive: handoffOf,
    }),
  },
  current: {
    contact: {
      per: 'contact',
      columns: {
        status: label,
        since: moment,
        handoff: uuid,
        /** Who has it now, for whichever team: the last to get it. */
        owner: uuid,
        team: uuid,
        owners: whole,
      },
      indexes: ['owner, contact', 'status, since, contact'],
      sql: `
        SELECT s.contact, s.status, s.valid_from AS since, s.handoff, o.person AS owner, o.team,
               coalesce(o.owners, 0) AS owners
        FROM {status} s
        LEFT JOIN LATERAL (
          SELECT w.person, w.team, count(*) OVER () AS owners
          FROM {owner} w
          WHERE w.contact = s.contact AND w.believed_until IS NULL AND w.valid_to IS NULL
          ORDER BY w.valid_from DESC NULLS LAST, w.team NULLS LAST LIMIT 1
        ) o ON true
        WHERE s.contact = ANY ($1::uuid[]) AND s.believed_until IS NULL AND s.valid_to IS NULL`,
    },
  },
});
