import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly company: string;
  readonly name: string | null;
  readonly className?: string | undefined;
}

/** Leads to a company. */
export function CompanyLink({ company, name, className }: Props) {
  const { t } = useTranslation();
  return (
    <Link to="/companies/$company" params={{ company }} dir="auto" {...(className === undefined ? {} : { className })}>
      {name ?? t('company.nameless')}
    </Link>
  );
}
