// What RingCentral's JavaScript SDKs do with the server: prints one JSON object with a part a case.
// "official" is @ringcentral/sdk, "community" is @rc-ex/core.
const { SDK } = require("@ringcentral/sdk");
const Rest = require("@rc-ex/core").default;

const server = process.argv[2];
const ME = "/restapi/v1.0/account/~/extension/~";
let instances = 0;

async function admin(method, path, body) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return (await fetch(`${server}/_admin/${path}`, { method, ...sent })).json();
}

const advance = (seconds) => admin("PUT", "clock", { advance: seconds });

async function someone(isPublic = false) {
  const user = await admin("POST", "users", {});
  const app = await admin("POST", "apps", { public: isPublic });
  const official = () => {
    instances += 1; // else all of one process share their tokens
    const options = { server, clientId: app.client_id, refreshDelayMs: 1, cachePrefix: `sdk-${instances}` };
    return new SDK({ ...options, ...(isPublic ? {} : { clientSecret: app.client_secret }) }).platform();
  };
  const loggedIn = async () => {
    const platform = official();
    await platform.login({ jwt: user.jwt });
    return platform;
  };
  const also = async (platform) => {
    const other = official();
    await other.auth().setData(await platform.auth().data());
    return other;
  };
  const community = () => new Rest({ server, clientId: app.client_id, clientSecret: app.client_secret });
  const sessions = async () => (await admin("GET", `sessions?user=${user.id}`)).sessions;
  return { user, app, official, loggedIn, also, community, sessions };
}

async function codeOf(action) {
  try {
    await action();
    return "ok";
  } catch (error) {
    const { response } = error;
    if (!response) return error.constructor.name === "FetchError" ? "FetchError" : error.message;
    const body = response.data ?? (await response.clone().json());
    return `${response.status} ${body.errors[0].errorCode}`;
  }
}

/** What the server saw while `action` ran: status and code of each request. */
async function seenDuring(action) {
  const { last_seq: before } = await admin("GET", "journal?last=0");
  const result = await codeOf(action);
  const { entries } = await admin("GET", `journal?since=${before}`);
  return { result, seen: entries.map((entry) => [entry.path.split("/").pop(), entry.status, entry.code].join(" ").trim()) };
}

const cases = {
  async whole_life(me) {
    const platform = await me.loggedIn();
    const before = (await platform.auth().data()).access_token;
    const owner = (await (await platform.get(ME)).json()).id;
    await platform.refresh();
    const after = (await platform.auth().data()).access_token;
    const again = await codeOf(() => platform.get(ME));
    const logout = (await platform.logout()).status;
    const { ended } = (await me.sessions())[0];
    return { owner: String(owner) === me.user.id, new_token: before !== after, again, logout, ended };
  },
  async public_client() {
    const me = await someone(true);
    const platform = await me.loggedIn();
    const refresh = await codeOf(() => platform.refresh());
    return { refresh, logout: (await platform.logout()).status };
  },
  async access_token_expired(me) {
    const platform = await me.loggedIn();
    await advance(3600);
    return seenDuring(() => platform.get(ME));
  },
  async refreshed_by_another(me) {
    const platform = await me.loggedIn();
    const other = await me.also(platform);
    await platform.refresh();
    const first = await seenDuring(() => other.get(ME));
    const third = await me.also(platform);
    await third.auth().setData({ refresh_token: "", access_token: (await platform.auth().data()).access_token });
    return { ...first, replays: (await me.sessions())[0].replays };
  },
  async asks_for_a_negative_lifetime(me) {
    const platform = await me.loggedIn();
    await advance(3600);
    await admin("PUT", "settings", { ttl_out_of_range: "refuse" });
    const refused = await codeOf(() => platform.get(ME));
    await admin("PUT", "settings", { ttl_out_of_range: "clamp" });
    return { refused };
  },
  async sixth_login(me) {
    const platforms = [];
    for (let count = 0; count < 6; count += 1) platforms.push(await me.loggedIn());
    const failed = await seenDuring(() => platforms[0].get(ME));
    const shared = await me.also(platforms[5]);
    return { ...failed, cured: await codeOf(() => shared.get(ME)) };
  },
  async after_revoke(me) {
    const platform = await me.loggedIn();
    const other = await me.also(platform);
    await platform.logout();
    const failed = await seenDuring(() => other.get(ME));
    await other.login({ jwt: me.user.jwt });
    return { ...failed, cured: await codeOf(() => other.get(ME)) };
  },
  async refresh_token_dead(me) {
    const platform = await me.loggedIn();
    await advance(604800);
    const failed = await codeOf(() => platform.get(ME));
    await platform.login({ jwt: me.user.jwt });
    return { failed, cured: await codeOf(() => platform.get(ME)) };
  },
  async credentials_changed(me) {
    const platform = await me.loggedIn();
    const renewed = await admin("POST", `users/${me.user.id}/credentials`);
    const failed = await codeOf(() => platform.get(ME));
    const old = await codeOf(() => platform.login({ jwt: me.user.jwt }));
    await platform.login({ jwt: renewed.jwt });
    return { failed, old_jwt: old, cured: await codeOf(() => platform.get(ME)) };
  },
  async token_corrupted(me) {
    const platform = await me.loggedIn();
    await platform.auth().setData({ access_token: "nothing-like-a-token" });
    return seenDuring(() => platform.get(ME));
  },
  async refresh_reply_lost(me) {
    const platform = await me.loggedIn();
    const other = await me.also(platform); // a failed refresh throws the tokens of `platform` away
    const fault = { match: { path: "/restapi/oauth/token" }, fault: { kind: "drop_response" }, times: 1 };
    await admin("POST", "faults", fault);
    const failed = await codeOf(() => platform.refresh());
    const forgotten = (await platform.auth().data()).access_token === "";
    const cured = await codeOf(() => other.refresh());
    return { failed, forgotten, cured, replays: (await me.sessions())[0].replays };
  },
  async wrong_client_secret(me) {
    me.app.client_secret = "wrong";
    const platform = me.official();
    return seenDuring(() => platform.login({ jwt: me.user.jwt }));
  },
  async rate_limited(me) {
    const platform = await me.loggedIn();
    await admin("PUT", "settings", { rate_limit_enabled: true, rate_limit_light: 1 });
    let heard = null;
    platform.on(platform.events.rateLimitError, (error) => (heard = error.retryAfter));
    await platform.get(ME);
    const failed = await codeOf(() => platform.get(ME));
    await advance(60);
    const cured = await codeOf(() => platform.get(ME));
    await admin("PUT", "settings", { rate_limit_enabled: false, rate_limit_light: 50 });
    return { failed, heard, cured };
  },
  async shared_cache(me) {
    const options = { server, clientId: me.app.client_id, clientSecret: me.app.client_secret };
    const [one, other] = [new SDK(options).platform(), new SDK(options).platform()];
    await one.login({ jwt: me.user.jwt });
    return { shared: (await one.auth().data()).access_token === (await other.auth().data()).access_token };
  },
  async community(me) {
    const rest = me.community();
    const before = (await rest.authorize({ jwt: me.user.jwt })).access_token;
    const first = await codeOf(() => rest.restapi().account().extension().get());
    const after = (await rest.refresh()).access_token;
    await advance(3600);
    const expired = await codeOf(() => rest.restapi().account().extension().get());
    await rest.refresh();
    const cured = await codeOf(() => rest.restapi().account().extension().get());
    await rest.revoke();
    const { ended } = (await me.sessions())[0];
    return { first, new_token: before !== after, expired, cured, ended };
  },
};

(async () => {
  const results = {};
  for (const [name, run] of Object.entries(cases)) results[name] = await run(await someone());
  process.stdout.write(JSON.stringify(results));
  process.exit(0);
})();
