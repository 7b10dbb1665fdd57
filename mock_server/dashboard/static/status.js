// A device's status at a moment. Time alone makes ONLINE into AWAY and OFFLINE, and sends no event when it does.

export const STATUSES = ["ONLINE", "AWAY", "OFFLINE", "PENDING", "REVOKED"];

/** By the server's rules: `settings` are its own, `now` is its clock. */
export function statusOf(device, settings, now) {
  if (device.status === "PENDING" || device.status === "REVOKED") return device.status;
  if (device.last_contact === null) return "OFFLINE";
  const age = Math.abs(now - device.last_contact);
  if (age > settings.offline_above_s) return "OFFLINE";
  const isLive = device.session_expires_at !== null && now <= device.session_expires_at;
  return age < settings.online_below_s && isLive ? "ONLINE" : "AWAY";
}
