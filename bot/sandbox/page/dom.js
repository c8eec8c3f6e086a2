// Builds elements from plain values: text never becomes markup.
const SVG = "http://www.w3.org/2000/svg";

/** `on` holds listeners, `data` dataset entries; other names are attributes (null and false: left out). */
export function el(tag, { text, on, data, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (tag === "button") element.type = "button";
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener);
  Object.assign(element.dataset, data ?? {});
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const ICONS = {
  attach: "M13.5 6.5 7.8 12.2a2 2 0 0 0 2.9 2.9l6-6a3.7 3.7 0 0 0-5.3-5.3l-6 6a5.4 5.4 0 0 0 7.7 7.7l5.4-5.4",
  back: "M12 4 6 10l6 6",
  beside: "M3 4h14v12H3zM10 4v12",
  check: "M4 10.5 8 14.5 16 6",
  close: "M5 5l10 10M15 5 5 15",
  command: "M12.5 4 7.5 16",
  contact: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17a6 6 0 0 1 12 0",
  document: "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15",
  down: "M4 7.5l6 6 6-6",
  edit: "M4 16l.8-3.4L13.4 4 16 6.6 7.4 15.2zM12 5.5 14.5 8",
  keyboard: "M2.5 5h15v10h-15zM5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M6.5 12h7",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3L10 14.3",
  location: "M10 18s5.5-5.4 5.5-9.7a5.5 5.5 0 0 0-11 0C4.5 12.6 10 18 10 18zM10 10a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  log: "M3 5h14M3 10h9M3 15h12",
  moon: "M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3z",
  more: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  person: "M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 16.5a5.5 5.5 0 0 1 11 0M15.5 7v5M13 9.5h5",
  photo: "M3 4h14v12H3zM3 13.5l4-4 3.5 3.5L13 10.5l4 4M12.8 7.5h.01",
  reply: "M8 5 3.5 9.5 8 14M3.5 9.5H11a5.5 5.5 0 0 1 5.5 5.5",
  send: "M3.5 10 17 4l-4.5 13-3-5.5zM9.5 11.5 17 4",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  tower: "M4.5 8h11M6 8l.8-4h6.4L14 8M7 8 5 18M13 8l2 10M6 13.5h8M10 4V2",
};

/** A drawn sign; always decoration, the label belongs to what holds it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only a sign; its label is read out and shown as a hint. */
export function iconButton(name, label, press, extra = {}) {
  const { class: more = "", ...attributes } = extra;
  const looks = { class: `icon-button ${more}`.trim(), "aria-label": label, title: label };
  return el("button", { ...looks, ...attributes, on: { click: press } }, icon(name));
}

export function initialsDisc(person) {
  const initial = Array.from(person.last_name && /\p{Script=Han}/u.test(person.last_name)
    ? person.last_name : person.first_name)[0] ?? "?";
  const tone = `tone-${Math.abs(Number(person.id)) % 5}`;
  return el("span", { class: `disc ${tone}`, "aria-hidden": "true", text: initial });
}

/** Family name first where the name is written in Han characters. */
export function fullName(person) {
  const { first_name: first, last_name: last } = person;
  if (!last) return first;
  return /\p{Script=Han}/u.test(last) ? `${last}${first}` : `${first} ${last}`;
}
