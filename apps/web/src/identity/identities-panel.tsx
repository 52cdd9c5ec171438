import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Identities, RecordIdentifier } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import { EventAnchor } from '../subject/event-anchor.js';
import panel from '../subject/panel.module.css';
import { subjectPath, type Subject } from '../subject/subject.js';
import { Copy } from '../ui/copy-button.js';
import { ErasedMark } from '../ui/erased-mark.js';
import { Moment } from '../ui/moment.js';
import { useRecordWords } from '../subject/record-words.js';
import { IdentifierMenu } from './identifier-menu.js';
import styles from './identity.module.css';
import { LinkDialog } from './link-dialog.js';
import { UnlinkDialog } from './unlink-dialog.js';

/** An identifier, and where it is known the event that named it first. */
export interface ShownIdentifier extends RecordIdentifier {
  readonly eventId?: string | null;
}

interface Props {
  readonly subject: Subject;
  readonly identifiers: readonly ShownIdentifier[];
}

/** Every identifier of a contact, or a company, what joined it to the others, and taking it apart again. */
export function IdentitiesPanel({ subject, identifiers }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay('contacts.link');
  const [linking, setLinking] = useState(false);
  const [apart, setApart] = useState<{ node: string; from?: string } | null>(null);
  const held = useQuery({
    queryKey: ['identities', subject.id],
    queryFn: ({ signal }) => call<Identities>(`${subjectPath(subject)}/identities`, { signal }),
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
              {may && subject.kind === 'contact' && held.data !== undefined ? (
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
      {linking ? <LinkDialog subject={subject} onClose={() => setLinking(false)} /> : null}
      {apart === null ? null : (
        <UnlinkDialog
          subject={subject}
          identifiers={identifiers}
          node={apart.node}
          from={apart.from}
          onClose={() => setApart(null)}
        />
      )}
    </>
  );
}

function Identity({ identifier }: { readonly identifier: RecordIdentifier }) {
  const { t } = useTranslation();
  const words = useRecordWords();
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
  readonly identifier: ShownIdentifier;
  readonly identifiers: readonly ShownIdentifier[];
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
      {identities !== undefined && join === undefined && identifier.eventId != null ? (
        <EventAnchor event={identifier.eventId}>
          {t('identity.firstNamed')} {identifier.firstSeen === null ? null : <Moment at={identifier.firstSeen} />}
        </EventAnchor>
      ) : null}
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
