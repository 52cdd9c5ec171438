import { IDENTITY, tableName } from './tables.js';

/** SQL of the contacts and companies that a range of positions (`$1`, `$2`] changed in a generation of the identity map. */
export function changedInMap(identity: number): string {
  const map = tableName(IDENTITY, 'map', identity);
  return `
    select contact from ${map} where from_position > $1 and from_position <= $2
    union select contact from ${map} where until_position > $1 and until_position <= $2`;
}

/** SQL of the contacts of which a range says, or says no more, that they are seen with a company. */
export function movedMembers(identity: number): string {
  const map = tableName(IDENTITY, 'map', identity);
  const memberships = tableName(IDENTITY, 'membership', identity);
  return `
    select m.contact from (
      select node from ${memberships} where from_position > $1 and from_position <= $2
      union select node from ${memberships} where until_position > $1 and until_position <= $2) moved
    join ${map} m on m.node = moved.node and m.from_position <= $2 and (m.until_position is null or m.until_position > $1)`;
}
