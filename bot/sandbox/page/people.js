// The list of people on the left: who they are, their story, what waits for them.
import { addPersonDialog } from "/page/dialogs.js";
import { el, fullName, icon, iconButton, initialsDisc } from "/page/dom.js";
import { inPageLanguage, say } from "/page/strings.js";
import { clockText } from "/page/times.js";

function unreadBadge(count) {
  if (!count) return null;
  return el("span", { class: "badge", "aria-label": say("unread", { n: count }), text: String(count) });
}

function note(person) {
  if (person.blocked) return el("span", { class: "state", text: say("blocked") });
  if (!person.started) return el("span", { class: "state", text: say("not_started") });
  return null;
}

function openButton(person, unread, desk) {
  const name = fullName(person);
  return el(
    "button",
    {
      class: "person-open",
      "aria-current": desk.focused() === person.id ? "true" : null,
      on: { click: () => desk.open(person.id) },
    },
    initialsDisc(person),
    el(
      "span",
      { class: "person-text" },
      el(
        "span",
        { class: "person-top" },
        el("span", { class: "person-name", text: name }),
        el("span", { class: "person-role", text: inPageLanguage(person.role) }),
        unreadBadge(unread),
      ),
      el("span", { class: "person-story", text: inPageLanguage(person.story) }),
      note(person),
    ),
  );
}

function inviteButton(person, desk) {
  if (!person.deep_link) return null;
  const press = () => desk.openInvite(person.id, person.deep_link);
  const label = `${say("open_invite")} (${fullName(person)})`;
  const attributes = { class: "invite", "aria-label": label, on: { click: press } };
  return el("button", attributes, icon("link"), el("span", { text: say("open_invite") }));
}

function personRow(person, unread, desk) {
  const beside = say("beside", { name: fullName(person) });
  const open = desk.isOpen(person.id) ? " is-open" : "";
  const focused = desk.focused() === person.id ? " is-focused" : "";
  return el(
    "li",
    { class: `person${open}${focused}`, data: { person: person.id } },
    openButton(person, unread, desk),
    iconButton("beside", beside, () => desk.open(person.id, { beside: true }), { class: "beside" }),
    inviteButton(person, desk),
  );
}

function heading(desk) {
  const dark = desk.isDark();
  return el(
    "header",
    { class: "people-head" },
    el("span", { class: "mark", "aria-hidden": "true" }, icon("tower")),
    el(
      "div",
      { class: "brand" },
      el("h1", { text: say("product") }),
      el("p", { text: say("subtitle") }),
    ),
    el("button", {
      class: "text-button",
      text: say("other_language"),
      "aria-label": say("other_language_label"),
      on: { click: desk.switchLanguage },
    }),
    iconButton(dark ? "sun" : "moon", say(dark ? "to_light" : "to_dark"), desk.switchTheme),
    iconButton("log", say("log"), desk.toggleLog, { "aria-expanded": String(desk.logIsOpen()) }),
  );
}

function footing(desk) {
  const clock = () => el("p", { class: "clock", text: say("clock", { time: clockText() }) });
  return el(
    "footer",
    { class: "people-foot" },
    desk.showsTime() ? null : clock(), // it stands on top of the page already
    el("p", { text: say("sandbox_note") }),
  );
}

/** Draw the whole list anew, keeping the scroll position and the focused control. */
export function showPeople(place, desk) {
  const list = place.querySelector(".people-list");
  const scrolled = list?.scrollTop ?? 0;
  const controls = () => [...place.querySelectorAll("button")];
  const held = controls().findIndex((control) => control === document.activeElement);
  const rows = [...desk.people.values()].map((person) =>
    personRow(person, desk.unread.get(person.id) ?? 0, desk),
  );
  const stranger = el(
    "li",
    { class: "add-person" },
    el(
      "button",
      { class: "text-button", on: { click: () => addPersonDialog(desk.addPerson) } },
      icon("person"),
      el("span", { text: say("add_person") }),
    ),
  );
  place.setAttribute("aria-label", say("people"));
  place.replaceChildren(
    heading(desk),
    el("ul", { class: "people-list" }, ...rows, stranger),
    footing(desk),
  );
  place.querySelector(".people-list").scrollTop = scrolled;
  if (held >= 0) controls()[held]?.focus();
}

/** Write the sandbox's time again without touching the list. */
export function showClock(place) {
  const clock = place.querySelector(".clock");
  if (clock) clock.textContent = say("clock", { time: clockText() });
}
