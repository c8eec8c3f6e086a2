// A small menu that opens from an icon button: arrow keys move, Escape and a press outside close.
import { el, icon, iconButton } from "/page/dom.js";

function itemButton(item, close) {
  const press = () => {
    close();
    item.press();
  };
  return el(
    "button",
    { class: "menu-item", role: "menuitem", on: { click: press } },
    item.icon ? icon(item.icon) : null,
    el("span", { class: "menu-label", text: item.label }),
    item.hint ? el("span", { class: "menu-hint", dir: "auto", text: item.hint }) : null,
  );
}

/** `items()` is asked at each opening for [{label, hint?, icon?, press}]; `empty` is said when there are none. */
export function menuButton(sign, label, items, { empty = "", side = "up-left" } = {}) {
  const list = el("div", { class: `menu ${side}`, role: "menu", "aria-label": label, hidden: true });
  const button = iconButton(sign, label, () => (list.hidden ? open() : close()), {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  const holder = el("div", { class: "menu-holder" }, button, list);

  function close() {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
  }

  function outside(event) {
    if (!holder.contains(event.target)) close();
  }

  function open() {
    const drawn = items().map((item) => itemButton(item, close));
    list.replaceChildren(...(drawn.length ? drawn : [el("p", { class: "menu-empty", text: empty })]));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    drawn[0]?.focus();
  }

  function move(step) {
    const all = [...list.querySelectorAll("button")];
    const next = all.indexOf(document.activeElement) + step;
    all.at(next % all.length)?.focus();
  }

  holder.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") {
      close();
      button.focus();
    } else if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else return;
    event.preventDefault();
  });
  holder.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !holder.contains(event.relatedTarget)) close();
  });
  return holder;
}
