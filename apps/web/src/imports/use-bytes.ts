import { useTranslation } from 'react-i18next';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Writes a size in its largest unit: 12.4 MB. */
export function useBytes(): (bytes: number) => string {
  const locale = useTranslation().i18n.language;
  return (bytes) => {
    const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
    return new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: units[step]!,
      maximumFractionDigits: step === 0 ? 0 : 1,
    }).format(bytes / 1000 ** step);
  };
}
