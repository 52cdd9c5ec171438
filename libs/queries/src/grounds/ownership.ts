import type { OfferGround, OwnerGround } from '#journey';
import { isCompanyNode, sql, type Asking } from '#kernel';
import { componentOf } from '../reading/contact.js';

/** Whose a contact, or a company, is, and which offers of it are open. */
export interface Held {
  readonly contact: string | null;
  readonly profiles: readonly string[];
  readonly owners: readonly OwnerGround[];
}

/** The contact a node belongs to now, and its owners. */
export async function heldBy(asking: Asking, node: string): Promise<Held> {
  const members = await componentOf(asking, node);
  if (members === null) return { contact: null, profiles: [], owners: [] };
  const { contact, profiles } = members;
  const owners = await asking.byKey<OwnerGround>(
    isCompanyNode(contact)
      ? sql`SELECT team, person, profile FROM read.ownership_company_owner
            WHERE company = ${contact} AND believed_until IS NULL AND valid_to IS NULL ORDER BY team, person`
      : sql`SELECT team, person, profile FROM read.ownership_owner
            WHERE contact = ${contact} AND believed_until IS NULL AND valid_to IS NULL ORDER BY team, person`,
  );
  return { contact, profiles, owners };
}

/** Which of these nodes something was said of that makes somebody an owner for a team. */
export async function claimsFor(
  asking: Asking,
  profiles: readonly string[],
  team: string | null,
): Promise<readonly string[]> {
  const rows = await asking.byKey<{ profile: string }>(sql`
    SELECT DISTINCT profile FROM read.ownership_said
    WHERE profile = ANY (${profiles}::uuid[]) AND until IS NULL
      AND (team IS NOT DISTINCT FROM ${team}::uuid OR from_team IS NOT DISTINCT FROM ${team}::uuid)
    ORDER BY profile`);
  return rows.map(({ profile }) => profile);
}

/** An open offer as a settlement sees it. */
export interface OpenOffer extends OfferGround {
  readonly profile: string;
  readonly offeredAt: number | null;
  /** Whether its side has an open deal: the node it is of, the giver, or the handoff itself. */
  readonly withDeal: boolean;
}

/** Offers of a contact that nobody answered yet, the oldest first. */
export async function openOffers(asking: Asking, profiles: readonly string[]): Promise<readonly OpenOffer[]> {
  const rows = await asking.byKey<Omit<OpenOffer, 'offeredAt'> & { offered_at: Date | null }>(sql`
    WITH open_deal AS (
      SELECT DISTINCT d.deal, d.profile, s.owner FROM read.ownership_deal d
      JOIN read.deals_deal s ON s.deal = d.deal AND s.believed_until IS NULL AND s.valid_to IS NULL
      WHERE d.profile = ANY (${profiles}::uuid[]) AND d.until IS NULL AND s.status = 'open'
    )
    SELECT h.handoff, h.team, h.to_person AS "to", h.profile, h.offered_at,
           EXISTS (SELECT FROM open_deal d
                   WHERE d.profile = h.profile OR d.owner = h.from_person OR d.deal = h.deal) AS "withDeal"
    FROM read.ownership_handoff h
    WHERE h.profile = ANY (${profiles}::uuid[]) AND h.status = 'open'
      AND h.believed_until IS NULL AND h.valid_to IS NULL
    ORDER BY h.offered_at NULLS FIRST, h.handoff`);
  return rows.map(({ offered_at, ...offer }) => ({ ...offer, offeredAt: offered_at?.getTime() ?? null }));
}
