import {
  createTheme,
  localStorageColorSchemeManager,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

const iris: MantineColorsTuple = [
  '#eef0fb',
  '#dadff6',
  '#b5beee',
  '#8f9ce6',
  '#6c7cde',
  '#5366e0',
  '#4658d3',
  '#3f51c9',
  '#3646b3',
  '#2b3890',
];

/** The neutrals of the dark theme, as the tokens have them: text, borders, raised and sunk surfaces. */
const dark: MantineColorsTuple = [
  '#e7e8ea',
  '#a4a9b1',
  '#8d929b',
  '#4c5058',
  '#383b42',
  '#26282d',
  '#1b1d21',
  '#141518',
  '#0e0f11',
  '#090a0b',
];

/** The component library's theme; what it paints with comes from the tokens. */
export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 7, dark: 5 },
  colors: { iris, dark },
  defaultRadius: 6,
  cursorType: 'pointer',
  fontFamily: "Inter, -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  headings: { fontWeight: '600' },
  respectReducedMotion: true,
});

const both = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-soft)',
  '--mantine-color-placeholder': 'var(--text-faint)',
  '--mantine-color-default': 'var(--surface-raised)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--bad)',
};

/** Lets the component library paint with the tokens. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: both, dark: both });

/** Where the choice of theme is kept; the script that runs before the first paint reads the same key. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'throughline.theme' });
