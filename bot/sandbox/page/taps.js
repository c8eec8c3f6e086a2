// Tapped inline buttons that wait for the bot's answer to the callback query.
import * as api from "/page/api.js";

const PATIENCE = 15_000;

export class Taps {
  #waiting = new Map(); // "message_id data" -> {id: callback query id or null, timer, messageId}

  constructor(person, changed, refused) {
    this.person = person;
    this.changed = changed;
    this.refused = refused;
  }

  isWaiting(messageId, data) {
    return this.#waiting.has(`${messageId} ${data}`);
  }

  async tap(messageId, data) {
    const key = `${messageId} ${data}`;
    if (this.#waiting.has(key)) return;
    const timer = setTimeout(() => this.#stop(key), PATIENCE);
    this.#waiting.set(key, { id: null, timer, messageId });
    this.changed(messageId);
    try {
      const { callback_query_id: id } = await api.tap(this.person, messageId, data);
      if (this.#waiting.has(key)) this.#waiting.get(key).id = id;
    } catch (refusal) {
      this.#stop(key);
      this.refused(refusal.message);
    }
  }

  /** The answer may overtake the reply to the tap: a tap without an id yet counts as meant. */
  answered({ message_id: messageId, callback_query_id: id }) {
    for (const [key, tap] of this.#waiting) {
      if (tap.messageId === messageId && (tap.id === id || tap.id === null)) this.#stop(key);
    }
  }

  forget() {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #stop(key) {
    const tap = this.#waiting.get(key);
    if (!tap) return;
    clearTimeout(tap.timer);
    this.#waiting.delete(key);
    this.changed(tap.messageId);
  }
}
