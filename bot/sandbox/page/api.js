// Talks to the sandbox server: JSON requests that carry this run's key, and the socket that pushes events.
const key = document.querySelector('meta[name="sim-key"]').content;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** The server refused, or could not be reached (`status` 0). */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function request(method, path, body) {
  const headers = { "X-Sim-Key": key };
  let payload = body;
  if (body !== undefined && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    payload = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/sim${path}`, { method, headers, body: payload });
  } catch {
    throw new Refusal(0, "");
  }
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Refusal(response.status, answer.error ?? `HTTP ${response.status}`);
  }
  return response;
}

const answerOf = async (response) => (await response).json();
const get = (path) => answerOf(request("GET", path));
const post = (path, body = {}) => answerOf(request("POST", path, body));
const ofPerson = (id, action) => `/people/${encodeURIComponent(id)}/${action}`;

function upload(id, action, file, caption) {
  const form = new FormData();
  form.append("file", file, file.name);
  if (caption) form.append("caption", caption);
  return post(ofPerson(id, action), form);
}

export const state = () => get("/state");
export const addPerson = (person) => post("/people", person);
export const chatOf = (id) => get(ofPerson(id, "chat"));
export const send = (id, message) => post(ofPerson(id, "send"), message);
export const tap = (id, messageId, data) =>
  post(ofPerson(id, "tap"), { message_id: messageId, data });
export const sendContact = (id) => post(ofPerson(id, "contact"));
export const sendLocation = (id, place) => post(ofPerson(id, "location"), place);
export const sendPhoto = (id, file, caption) => upload(id, "photo", file, caption);
export const sendDocument = (id, file, caption) => upload(id, "document", file, caption);
export const edit = (id, messageId, text) =>
  post(ofPerson(id, "edit"), { message_id: messageId, text });
export const block = (id) => post(ofPerson(id, "block"));
export const unblock = (id) => post(ofPerson(id, "unblock"));
export const start = (id, payload) => post(ofPerson(id, "start"), payload ? { payload } : {});
export const markRead = (id) => post(ofPerson(id, "read"));
export const addFault = (fault) => post("/faults", fault);
export const clearFaults = () => request("DELETE", "/faults");
export const passTime = (seconds) => post("/clock", { advance: seconds });
export const transcript = (after) => get(`/transcript?after=${after}`);
// Images cannot send a header, so files are fetched here and handed on as blobs.
export const file = async (fileId) =>
  (await request("GET", `/files/${encodeURIComponent(fileId)}`)).blob();

/** Keep one socket open for ever; `onOpen(again)` runs at each opening, `onLost` once per loss. */
export function listen({ onEvent, onOpen, onLost }) {
  let wait = FIRST_WAIT;
  let openings = 0;
  let lost = false;

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/sim/ws?key=${encodeURIComponent(key)}`);
    socket.addEventListener("open", () => {
      wait = FIRST_WAIT;
      lost = false;
      openings += 1;
      onOpen(openings > 1);
    });
    socket.addEventListener("message", (message) => onEvent(JSON.parse(message.data)));
    socket.addEventListener("close", () => {
      if (!lost) onLost();
      lost = true;
      setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  }

  connect();
}
