// Runs before the page is drawn, so that it never flashes in the other colors.
"use strict";
try {
  const theme = JSON.parse(localStorage.getItem("theme"));
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* without storage the device's own choice stays */ }
