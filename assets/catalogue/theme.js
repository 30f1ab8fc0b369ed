// Runs before the page is drawn, so that a chosen theme does not flash. Storage may be closed (private mode, file system).
(() => {
  try {
    const theme = localStorage.getItem('picket-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Without storage the system's theme holds.
  }
})();
