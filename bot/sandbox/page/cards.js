// What a message carries besides text: photo, document, contact, location.
import * as api from "/page/api.js";
import { photoDialog, PRESETS } from "/page/dialogs.js";
import { el, fullName, icon } from "/page/dom.js";
import { say } from "/page/strings.js";

const SHOWN_WIDTH = 640;
const BOX = { width: 340, height: 320 };
const NEAR_DEGREES = 0.15;
const bitmaps = new Map(); // file id -> promise of the decoded picture

function bitmapOf(fileId) {
  if (!bitmaps.has(fileId)) {
    const loading = api.file(fileId).then((blob) => createImageBitmap(blob));
    loading.catch(() => bitmaps.delete(fileId));
    bitmaps.set(fileId, loading);
  }
  return bitmaps.get(fileId);
}

/** Drawn on a canvas: the page's policy allows no blob addresses in images. */
function photo(message) {
  const sizes = message.photo;
  const size = sizes.find((each) => each.width >= SHOWN_WIDTH) ?? sizes.at(-1);
  const label = message.caption || say("photo");
  const attributes = { width: size.width, height: size.height, role: "img", "aria-label": label };
  const canvas = el("canvas", attributes);
  const scale = Math.min(1, BOX.width / size.width, BOX.height / size.height);
  canvas.style.width = `${Math.round(size.width * scale)}px`;
  const show = async () => photoDialog(await bitmapOf(sizes.at(-1).file_id), label);
  const press = () => show().catch(() => {});
  const frame = el("button", { class: "photo", title: say("full_photo"), on: { click: press } }, canvas);
  bitmapOf(size.file_id)
    .then((bitmap) => canvas.getContext("2d").drawImage(bitmap, 0, 0, size.width, size.height))
    .catch(() => frame.replaceWith(el("p", { class: "file-missing", text: say("file_missing") })));
  return frame;
}

function sizeText(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

async function save(fileId, name) {
  const address = URL.createObjectURL(await api.file(fileId));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function card(sign, title, line, ...more) {
  return el(
    "div",
    { class: "card" },
    el("span", { class: "card-sign", "aria-hidden": "true" }, icon(sign)),
    el(
      "span",
      { class: "card-text" },
      el("span", { class: "card-title", dir: "auto", text: title }),
      el("span", { class: "card-line", text: line }),
      ...more,
    ),
  );
}

function documentCard({ document: file }) {
  const name = file.file_name ?? say("document");
  const box = card("document", name, sizeText(file.file_size));
  const failed = () => box.replaceWith(el("p", { class: "file-missing", text: say("file_missing") }));
  const press = (event) => {
    event.preventDefault();
    save(file.file_id, name).catch(failed);
  };
  const address = `/sim/files/${encodeURIComponent(file.file_id)}`;
  const attributes = { class: "card-link", href: address, download: name, "aria-label": say("download", { name }) };
  return el("a", { ...attributes, on: { click: press } }, box);
}

function contactCard({ contact }) {
  const name = fullName({ first_name: contact.first_name, last_name: contact.last_name });
  return card("contact", name, contact.phone_number);
}

function placeName(location) {
  const near = PRESETS.find(
    (place) =>
      Math.abs(place.latitude - location.latitude) < NEAR_DEGREES &&
      Math.abs(place.longitude - location.longitude) < NEAR_DEGREES,
  );
  return near && say("near", { place: say(near.name) });
}

function locationCard(message) {
  const location = message.venue?.location ?? message.location;
  const { latitude, longitude } = location;
  const kind = say(location.live_period ? "live_location" : "location");
  const title = message.venue?.title ?? placeName(location) ?? kind;
  const at = `${latitude},${longitude}`;
  const map = el("a", {
    href: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=12/${latitude}/${longitude}`,
    target: "_blank",
    rel: "noopener noreferrer",
    text: say("map"),
    "aria-label": `${say("map")} (${at})`,
  });
  return card("location", title, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`, map);
}

/** The element for what the message carries, or null for plain text. */
export function attachmentOf(message) {
  if (message.photo) return photo(message);
  if (message.document) return documentCard(message);
  if (message.contact) return contactCard(message);
  if (message.venue || message.location) return locationCard(message);
  return null;
}
