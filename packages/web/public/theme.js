// Runs before the first paint, so that a chosen theme never flashes the other one. Kept out of the bundle and out of
// the document because the Content-Security-Policy allows no inline script.
(function () {
  try {
    const theme = localStorage.getItem('tachograph.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is off: the system's theme applies.
  }
})();
