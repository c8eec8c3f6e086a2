// Light or dark: the system's choice until the person toggles, then theirs.
const REMEMBERED = "qianshao-page-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = remembered();

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // storage may be forbidden; the system's choice stands
  }
}

function apply() {
  if (chosen) document.documentElement.dataset.theme = chosen;
}

export const isDark = () => (chosen ? chosen === "dark" : system.matches);

export function startTheme(changed) {
  apply();
  system.addEventListener("change", changed);
}

export function switchTheme() {
  chosen = isDark() ? "light" : "dark";
  apply();
  try {
    localStorage.setItem(REMEMBERED, chosen);
  } catch {
    // not remembered, still used
  }
}
