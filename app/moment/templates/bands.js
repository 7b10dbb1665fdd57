// Stretches in which something stays as it is: power, network, clock, the dashboard's status; and exchanges.
const bandsOf = (events) => {
  const bands = [];
  const open = new Map();
  const close = (lane, at) => {
    const band = open.get(lane);
    if (band) bands.push({ ...band, to: at });
    open.delete(lane);
  };
  const begin = (lane, at, tone, text) => {
    close(lane, at);
    open.set(lane, { lane, from: at, tone, text });
  };
  const first = events.find((event) => event.kind === "boot" || event.kind === "power")?.device;
  for (const { kind, fields, t_us, device } of events) {
    if (kind === "status" && device === first) {
      begin("server", t_us, { online: "good-soft", revoked: "bad-soft" }[fields.status] ?? "quiet-soft", String(fields.status));
    }
    if (device !== first) continue;
    if (kind === "exchange" && fields.took_us > 0) {
      const tone = fields.status ? "quiet-soft" : "bad-soft";
      bands.push({ lane: "http", from: t_us - fields.took_us, to: t_us, tone, text: tookWords(fields) });
    }
    if (kind === "power") fields.state === "on" ? begin("power", t_us, "good-soft", "on") : begin("power", t_us, "quiet-soft", String(fields.state));
    if (kind === "state" && "wifi" in fields) fields.wifi ? begin("wifi", t_us, "good-soft", String(fields.wifi)) : close("wifi", t_us);
    if (kind === "state" && "clock_off_ms" in fields) {
      const off = fields.clock_off_ms;
      if (off === null) close("clock", t_us);
      else begin("clock", t_us, Math.abs(off) > SKEW_MOST_MS ? "bad-soft" : "good-soft", clockOff(off));
    }
  }
  for (const lane of [...open.keys()]) close(lane, Infinity);
  return bands;
};
