/* Runs before the first paint, so that neither the theme nor the language flashes. An external file: no inline script. */
(function () {
  var root = document.documentElement;
  var scheme = null;
  var language = null;
  try {
    scheme = localStorage.getItem('throughline.theme');
    language = localStorage.getItem('throughline.language');
  } catch (error) {
    scheme = null;
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.setAttribute('data-mantine-color-scheme', scheme);
  if (language) root.setAttribute('lang', language);
})();
