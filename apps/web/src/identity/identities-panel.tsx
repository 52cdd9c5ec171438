import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { ContactRecord, Identities, RecordIdentifier } from '../api/types.js';
import { useMay } from '../app/session.js';
import { EventAnchor } from '../contact/event-anchor.js';
import panel from '../contact/panel.module.css';
import { useFormat } from '../i18n/use-format.js';
import { Copy } from '../ui/copy-button.js';
import { ErasedMark } from '../ui/erased-mark.js';
import { Moment } from '../ui/moment.js';
import { useWords } from '../ui/words.js';
import { IdentifierMenu } from './identifier-menu.js';
import styles from './identity.module.css';
import { LinkDialog } from './link-dialog.js';
import { UnlinkDialog } from './unlink-dialog.js';

/** Every identifier of a contact, what joined it to the others, and taking it apart again. */
export function IdentitiesPanel({ record }: { readonly record: ContactRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay('contacts.link');
  const [linking, setLinking] = useState(false);
  const [apart, setApart] = useState<{ node: string; from?: string } | null>(null);
  const { contact, identifiers } = record;
  const held = useQuery({
    queryKey: ['identities', contact],
    queryFn: ({ signal }) => call<Identities>(`/api/contacts/${encodeURIComponent(contact)}/identities`, { signal }),
    meta: { reads: ['identity'] },
  });
  const shared = held.data?.shared ?? [];
  return (
    <>
      <h2 className={`${panel.title} ${styles.heading}`}>
        {t('about.identities')}
        <span className={panel.number}>{format.count(identifiers.length)}</span>
        {may ? (
          <button type="button" onClick={() => setLinking(true)}>
            {t('identity.link')}
          </button>
        ) : null}
      </h2>
      <ul className={panel.identities}>
        {identifiers.map((identifier) => (
          <li key={identifier.node}>
            <Identity identifier={identifier} />
            <div className={styles.evidence}>
              {shared.includes(identifier.node) ? <span>{t('identity.shared')}</span> : null}
              <Held
                identities={held.data}
                identifier={identifier}
                identifiers={identifiers}
                onApart={may && identifiers.length > 1 ? setApart : null}
              />
              {may && held.data !== undefined ? (
                <IdentifierMenu
                  node={identifier.node}
                  value={identifier.value ?? identifier.node.slice(0, 8)}
                  shared={shared.includes(identifier.node)}
                />
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      {linking ? <LinkDialog contact={contact} onClose={() => setLinking(false)} /> : null}
      {apart === null ? null : (
        <UnlinkDialog record={record} node={apart.node} from={apart.from} onClose={() => setApart(null)} />
      )}
    </>
  );
}

function Identity({ identifier }: { readonly identifier: RecordIdentifier }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <>
      <span className={panel.kind}>
        {words.identifier(identifier.kind)}
        {(identifier.namespace ?? '') === '' ? null : <span> · {identifier.namespace}</span>}
      </span>
      <span className={panel.identity}>
        {identifier.value === null ? (
          <ErasedMark />
        ) : (
          <>
            <span title={identifier.value}>{identifier.value}</span>
            <Copy value={identifier.value} label={t('about.copy', { kind: words.identifier(identifier.kind) })} />
          </>
        )}
      </span>
    </>
  );
}

interface HeldProps {
  readonly identities: Identities | undefined;
  readonly identifier: RecordIdentifier;
  readonly identifiers: readonly RecordIdentifier[];
  readonly onApart: ((pair: { node: string; from?: string }) => void) | null;
}

/** The event that joined an identifier to one listed above it: a person's link, or the first that named both. */
function Held({ identities, identifier, identifiers, onApart }: HeldProps) {
  const { t } = useTranslation();
  const { node } = identifier;
  const above = identifiers.slice(0, identifiers.indexOf(identifier)).map((one) => one.node);
  const joins = (identities?.evidence ?? []).filter(
    ({ a, b }) => (a === node && above.includes(b)) || (b === node && above.includes(a)),
  );
  const link = joins.find(({ by }) => by === 'linked');
  const join = link ?? joins[0];
  const from = link === undefined ? undefined : link.a === node ? link.b : link.a;
  return (
    <>
      {join === undefined ? null : (
        <EventAnchor event={join.eventId}>
          {t(join.by === 'linked' ? 'identity.byLink' : 'identity.bySight')}{' '}
          {join.at === null ? null : <Moment at={join.at} />}
        </EventAnchor>
      )}
      {onApart === null || above.length === 0 ? null : (
        <button
          type="button"
          aria-label={t('identity.unlinkOne', { value: identifier.value ?? node.slice(0, 8) })}
          onClick={() => onApart({ node, ...(from === undefined ? {} : { from }) })}
        >
          {t('identity.unlink')}
        </button>
      )}
    </>
  );
}
