// Loaded in <head> and blocking, so that the first paint already has the chosen theme.
// The key is the one the admin uses: one choice for both.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function stored() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
}

function isDark() {
  const choice = stored();
  return choice === "dark" || (choice !== "light" && system.matches);
}

if (["light", "dark"].includes(stored())) root.dataset.theme = stored();

addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    const name = () => button.setAttribute("aria-label", isDark() ? button.dataset.light : button.dataset.dark);
    button.hidden = false;
    name();
    system.addEventListener("change", name);
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      root.dataset.theme = theme;
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // Storage is switched off: the choice holds for this page.
      }
      name();
    });
  }
});
