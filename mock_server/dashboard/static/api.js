// Requests to the admin side. The key, if the server wants one, is kept for this tab and travels in a header only.

const KEY = "oceanhil-admin-key";

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function hasKey() {
  return sessionStorage.getItem(KEY) !== null;
}

export function setKey(key) {
  sessionStorage.setItem(KEY, key);
}

export function forgetKey() {
  sessionStorage.removeItem(KEY);
}

function headers(extra) {
  const key = sessionStorage.getItem(KEY);
  return key === null ? extra : { ...extra, Authorization: `Bearer ${key}` };
}

/** Send a request and give the response; throws ApiError with the server's own words. */
export async function send(method, path, body, signal) {
  const options = {
    method,
    headers: headers(body === undefined ? {} : { "Content-Type": "application/json" }),
    cache: "no-store",
    signal,
  };
  if (body !== undefined) options.body = JSON.stringify(body);
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "the server cannot be reached");
  }
  if (response.ok) return response;
  const reply = await response.json().catch(() => ({}));
  if (response.status === 401) document.dispatchEvent(new CustomEvent("key-wanted"));
  throw new ApiError(response.status, reply.error ?? `the server answered ${response.status}`);
}

export async function admin(method, path, body) {
  return (await send(method, `/_admin/${path}`, body)).json();
}

export async function get(path) {
  return (await send("GET", path)).json();
}

/** What the server offers, and which start of it this is; needs no key. */
export async function offerOf() {
  return get("/dashboard/offer.json");
}
