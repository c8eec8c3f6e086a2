// Questions asked over the page: alerts of the bot, contact, location, who opens a link, a new person.
import { el, fullName, icon } from "/page/dom.js";
import { inPageLanguage, pageLanguage, say } from "/page/strings.js";

/** The three places offered wherever a location is asked for. */
export const PRESETS = [
  { name: "guiyang", latitude: 26.647, longitude: 106.6302 },
  { name: "zunyi", latitude: 27.7254, longitude: 106.9272 },
  { name: "kaili", latitude: 26.566, longitude: 107.981 },
];

let titles = 0;

function dialog(title, ...content) {
  titles += 1;
  const id = `dialog-title-${titles}`;
  const heading = title ? el("h2", { id, text: title }) : null;
  const box = el("dialog", { class: "dialog", "aria-labelledby": title ? id : null }, heading, ...content);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

function actions(box, label, act) {
  const form = box.querySelector("form");
  const cancel = el("button", { class: "plain", text: say("cancel"), on: { click: () => box.close() } });
  const go = el("button", { class: "primary", text: label });
  go.type = "submit";
  form.append(el("div", { class: "dialog-actions" }, cancel, go));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    box.close();
    act();
  });
}

function field(label, attributes) {
  const input = el("input", attributes);
  return { input, row: el("label", { class: "field" }, el("span", { text: label }), input) };
}

function choice(label, options) {
  const select = el("select", {}, ...options.map(([value, text]) => el("option", { value, text })));
  return { select, row: el("label", { class: "field" }, el("span", { text: label }), select) };
}

/** A callback answer with show_alert: text the person has to acknowledge. */
export function alertDialog(from, text, language) {
  const words = el("p", { class: "dialog-text", dir: "auto", lang: language, text });
  const box = dialog(from, words);
  const ok = el("button", { class: "primary", text: say("ok"), on: { click: () => box.close() } });
  box.append(el("div", { class: "dialog-actions" }, ok));
  ok.focus();
}

export function contactDialog(person, botName, share) {
  const values = { bot: botName, name: fullName(person), phone: person.phone_number };
  const text = el("p", { class: "dialog-text", text: say("share_contact_text", values) });
  actions(dialog(say("share_contact_title"), text, el("form")), say("share"), share);
}

/** Calls `share({latitude, longitude})`; a preset sends at once. */
export function locationDialog(person, share) {
  const degrees = (limit) => ({
    type: "number", step: "any", required: true, min: -limit, max: limit, inputmode: "decimal",
  });
  const latitude = field(say("latitude"), { ...degrees(90), name: "latitude" });
  const longitude = field(say("longitude"), { ...degrees(180), name: "longitude" });
  const presets = PRESETS.map((place) => {
    const { name, ...point } = place;
    const press = () => {
      box.close();
      share(point);
    };
    return el("button", { class: "preset", on: { click: press } }, icon("location"), el("span", { text: say(name) }));
  });
  const box = dialog(
    say("location_title"),
    el("p", { class: "dialog-text", text: say("location_text", { name: fullName(person) }) }),
    el("div", { class: "presets" }, ...presets),
    el("form", {}, el("div", { class: "fields" }, latitude.row, longitude.row)),
  );
  actions(box, say("send_location"), () =>
    share({ latitude: latitude.input.valueAsNumber, longitude: longitude.input.valueAsNumber }),
  );
}

/** A link to the bot belongs to somebody: ask who taps it, then call `open(personId)`. */
export function inviteDialog(people, open) {
  const options = people.map((person) => [
    String(person.id),
    `${fullName(person)} · ${inPageLanguage(person.role)}`,
  ]);
  const who = choice(say("person"), options);
  const text = el("p", { class: "dialog-text", text: say("invite_text") });
  const box = dialog(say("invite_title"), text, el("form", {}, who.row));
  actions(box, say("open_link"), () => open(people[who.select.selectedIndex].id));
}

export function addPersonDialog(add) {
  const name = field(say("first_name"), { required: true, maxlength: 64, name: "first_name", autocomplete: "off" });
  const language = choice(say("their_language"), [["zh-hans", "中文"], ["en", "English"]]);
  language.select.value = pageLanguage() === "zh" ? "zh-hans" : "en";
  const text = el("p", { class: "dialog-text", text: say("add_person_text") });
  const box = dialog(say("add_person"), text, el("form", {}, name.row, language.row));
  actions(box, say("add"), () =>
    add({ first_name: name.input.value.trim(), language_code: language.select.value }),
  );
}

/** A photo at full size, drawn from the bitmap already loaded. */
export function photoDialog(bitmap, caption) {
  const canvas = el("canvas", { width: bitmap.width, height: bitmap.height, role: "img", "aria-label": caption });
  const scale = Math.min(1, (innerWidth - 60) / bitmap.width, (innerHeight - 140) / bitmap.height);
  canvas.style.width = `${Math.round(bitmap.width * scale)}px`;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const box = dialog("", canvas);
  box.classList.add("photo-dialog");
  box.setAttribute("aria-label", caption);
  const close = el("button", { class: "primary", text: say("close"), on: { click: () => box.close() } });
  box.append(el("div", { class: "dialog-actions" }, close));
}
