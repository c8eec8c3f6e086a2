// Message text with its entities: ranges in UTF-16 units, which are JavaScript's own string indices.
import { el } from "/page/dom.js";
import { safeLink } from "/page/links.js";
import { say } from "/page/strings.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

function link(address, children, follow) {
  const href = safeLink(address);
  if (href === null) return el("span", {}, ...children);
  const press = (event) => {
    if (follow.link(href)) event.preventDefault();
  };
  const attributes = { href, target: "_blank", rel: "noopener noreferrer", on: { click: press } };
  return el("a", attributes, ...children);
}

function command(text, children, follow) {
  const attributes = { class: "command", on: { click: () => follow.command(text) } };
  return el("button", attributes, ...children);
}

function spoiler(children) {
  const reveal = (event) => event.currentTarget.replaceWith(...event.currentTarget.childNodes);
  const attributes = { class: "spoiler", title: say("spoiler"), on: { click: reveal } };
  return el("button", attributes, ...children);
}

function wrapped(entity, text, children, follow) {
  const { type } = entity;
  if (type in TAGS) return el(TAGS[type], {}, ...children);
  if (type === "pre") return el("pre", {}, el("code", { data: { language: entity.language ?? "" } }, ...children));
  if (type === "url") return link(text, children, follow);
  if (type === "text_link") return link(entity.url, children, follow);
  if (type === "text_mention") return link(`tg://user?id=${entity.user.id}`, children, follow);
  if (type === "bot_command") return command(text, children, follow);
  if (type === "spoiler") return spoiler(children);
  return el("span", {}, ...children);
}

/**
 * Nodes for `text`; `entities` may nest, and one that crosses its parent's end is cut there.
 * `follow.link(url)` returns true when it took the link over; `follow.command(text)` sends it.
 */
export function rendered(text, entities, follow) {
  const outerFirst = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return between(text, 0, text.length, outerFirst, follow);
}

function between(text, from, to, entities, follow) {
  const nodes = [];
  let place = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const begin = Math.max(entity.offset, place);
    const end = Math.min(entity.offset + entity.length, to);
    index += 1;
    if (end <= begin) continue;
    const inner = [];
    while (index < entities.length && entities[index].offset < end) inner.push(entities[index++]);
    if (begin > place) nodes.push(text.slice(place, begin));
    const children = between(text, begin, end, inner, follow);
    nodes.push(wrapped(entity, text.slice(begin, end), children, follow));
    place = end;
  }
  if (place < to) nodes.push(text.slice(place, to));
  return nodes;
}
