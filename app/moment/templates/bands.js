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
  // A clock that goes wrong is told often: as long as it is as good or as bad as it was, that is one stretch.
  const drift = (at, off) => {
    const tone = Math.abs(off) > SKEW_MOST_MS ? "bad-soft" : "good-soft";
    const band = open.get("clock");
    const isSet = clockOff(off) !== "not set";
    if (band?.tone !== tone || band.isSet !== isSet) {
      begin("clock", at, tone, clockOff(off));
      Object.assign(open.get("clock"), { isSet, least: off, most: off });
      return;
    }
    band.least = Math.min(band.least, off);
    band.most = Math.max(band.most, off);
    band.last = clockOff(off);
    if (isSet && band.least !== band.most) band.text = `${clockOff(band.least)} to ${clockOff(band.most)}`;
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
    if (kind === "power") fields.state === POWER.ON ? begin("power", t_us, "good-soft", POWER.ON) : begin("power", t_us, "quiet-soft", String(fields.state));
    if (kind === "state" && "wifi" in fields) fields.wifi ? begin("wifi", t_us, "good-soft", String(fields.wifi)) : close("wifi", t_us);
    if (kind === "state" && "clock_off_ms" in fields) {
      const off = fields.clock_off_ms;
      if (off === null) close("clock", t_us);
      else drift(t_us, off);
    }
  }
  for (const lane of [...open.keys()]) close(lane, Infinity);
  return bands;
};
