/* Runs before the first paint, so that neither the theme nor the language flashes. An external file: no inline script. */
{
  const read = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const chosen = read('throughline.theme');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  const language = read('throughline.language');
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  if (language !== null) document.documentElement.setAttribute('lang', language);
}
