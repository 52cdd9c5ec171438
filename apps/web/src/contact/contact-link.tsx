import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly contact: string;
  readonly name: string | null;
  readonly className?: string | undefined;
}

/** Leads to a contact. */
export function ContactLink({ contact, name, className }: Props) {
  const { t } = useTranslation();
  return (
    <Link to="/contacts/$contact" params={{ contact }} dir="auto" {...(className === undefined ? {} : { className })}>
      {name ?? t('contact.nameless')}
    </Link>
  );
}
