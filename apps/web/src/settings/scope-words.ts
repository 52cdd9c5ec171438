import { useTranslation } from 'react-i18next';
import { readable } from '../ui/readable.js';
import { keyScopes } from './scopes.js';

/** Says a scope in the present language; one this build does not know is shown readably as it is. */
export function useScopeWord(): (scope: string) => string {
  const { t } = useTranslation();
  return (scope) => {
    const known = keyScopes.find((one) => one === scope);
    return known === undefined ? readable(scope) : t(`scope.${known}.name`);
  };
}
