import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Button, IconButton } from './button.js';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly value: string;
  /** What is copied, for those who do not see where the button stands; shown as the button's text if `wide`. */
  readonly label: string;
  readonly wide?: boolean;
}

/** Copies a value, and says so. */
export function Copy({ value, label, wide = false }: Props) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2000 });
  const Glyph = clipboard.copied ? IconCheck : IconCopy;
  const copy = (): void => clipboard.copy(value);
  if (wide)
    return (
      <Button size="small" onClick={copy}>
        <Glyph size={14} aria-hidden />

        {clipboard.copied ? t('action.copied') : label}
      </Button>
    );
  return (
    <IconButton size={24} onClick={copy} label={clipboard.copied ? t('action.copied') : label}>
      <Glyph size={14} />
    </IconButton>
  );
}
