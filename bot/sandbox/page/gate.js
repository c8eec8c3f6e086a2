// What a chat offers instead of, or above, the input: start, unblock, a waiting invite link.
import { el, fullName } from "/page/dom.js";
import { say } from "/page/strings.js";

function note(text) {
  return el("span", { class: "gate-note", text });
}

function button(text, press) {
  return el("button", { class: "primary", text, on: { click: press } });
}

export function gateContent(person, chat, desk) {
  const name = fullName(person);
  if (person.blocked) {
    return [note(say("blocked_chat", { name })), button(say("unblock"), () => chat.unblock())];
  }
  const start = person.started ? [] : [button(say("start"), () => chat.pressStart())];
  if (!person.deep_link) return start;
  const open = () => desk.openInvite(person.id, person.deep_link);
  return [note(say("invite_waiting", { name })), button(say("open_invite"), open), ...start];
}
