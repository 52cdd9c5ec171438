import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { CompanyRecord, ContactRecord, PipelineLine } from '../api/types.js';
import type { Pick } from '../search/subject-picker.js';
import { subjectPath, subjectReads } from '../subject/subject.js';
import { Dialog } from '../ui/dialog.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState } from '../ui/states.js';
import { NewDealForm } from './new-deal-form.js';

interface Props {
  readonly pipelines: readonly PipelineLine[];
  readonly pipeline: string | undefined;
  readonly contact: string | undefined;
  readonly company: string | undefined;
  readonly onClose: () => void;
}

/** A new deal: with the contact, or the company, that it was begun from. */
export function NewDeal({ pipelines, pipeline, contact, company, onClose }: Props) {
  const { t } = useTranslation();
  const who = useQuery({
    queryKey: ['contact', contact, {}],
    queryFn: ({ signal }) => call<ContactRecord>(subjectPath({ kind: 'contact', id: contact! }), { signal }),
    meta: { reads: subjectReads.contact },
    enabled: contact !== undefined,
  });
  const firm = useQuery({
    queryKey: ['company', company, {}],
    queryFn: ({ signal }) => call<CompanyRecord>(subjectPath({ kind: 'company', id: company! }), { signal }),
    meta: { reads: subjectReads.company },
    enabled: company !== undefined,
  });
  const failed = who.isError ? who : firm.isError ? firm : null;
  const waits = (contact !== undefined && who.data === undefined) || (company !== undefined && firm.data === undefined);
  return (
    <Dialog onClose={onClose} title={t('deals.new')} size={560}>
      {failed !== null ? (
        <ErrorState error={failed.error} retry={() => void failed.refetch()} compact />
      ) : waits || pipelines.length === 0 ? (
        <Bar width="80%" />
      ) : (
        <NewDealForm
          pipelines={pipelines}
          pipeline={pipeline}
          contact={who.data === undefined ? null : contactPick(who.data, t('contact.nameless'))}
          company={companyPick(firm.data, who.data, t('company.nameless'))}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

function contactPick({ contact, name, email }: ContactRecord, nameless: string): Pick {
  return { id: contact, name: name ?? email ?? nameless, hint: name === null ? '' : (email ?? '') };
}

/** The company it was begun from, or else that of the contact. */
function companyPick(firm: CompanyRecord | undefined, who: ContactRecord | undefined, nameless: string): Pick | null {
  if (firm !== undefined) return { id: firm.company, name: firm.name ?? nameless, hint: '' };
  if (who === undefined || who.companyId === null) return null;
  return { id: who.companyId, name: who.company ?? nameless, hint: '' };
}
