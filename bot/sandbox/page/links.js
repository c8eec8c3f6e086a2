// Which links may be followed, and which of them lead back into the sandbox.
const SAFE = new Set(["http:", "https:", "tg:"]);

function parsed(url) {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/** The address to link to, or null where the text is no http, https or tg link. */
export function safeLink(text) {
  // "example.org:8080" names a port, not a scheme
  const hasScheme = /^[a-z][a-z0-9+-]*:(?!\d)/i.test(text);
  const address = parsed(hasScheme ? text : `https://${text}`);
  return address && SAFE.has(address.protocol) ? address.href : null;
}

/** The start payload of a link to the bot (perhaps empty), or null for any other link. */
export function invitePayload(url, username) {
  const address = parsed(url);
  if (!address) return null;
  const toApp = address.protocol === "tg:" && /^\/*resolve/.test(address.host + address.pathname);
  const toSite = ["t.me", "telegram.me"].includes(address.hostname);
  const name = toApp ? address.searchParams.get("domain") : toSite ? address.pathname.slice(1) : null;
  if (name?.toLowerCase() !== username.toLowerCase()) return null;
  return address.searchParams.get("start") ?? "";
}

/** The person a tg://user link names, or null. */
export function personLink(url) {
  const address = parsed(url);
  if (address?.protocol !== "tg:" || !/^\/*user/.test(address.host + address.pathname)) return null;
  return Number(address.searchParams.get("id"));
}
